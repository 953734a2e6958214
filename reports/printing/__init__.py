"""Turning frozen content into files. Only workers import the engines in here."""
