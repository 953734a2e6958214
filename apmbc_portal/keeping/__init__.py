"""Backup and restore: one archive with the database, the private files, and a manifest that proves both."""
