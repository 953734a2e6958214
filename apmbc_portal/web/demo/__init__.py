"""The demonstration: invented States, people and meetings, so that every page has something to show.

Everything here goes through the same actions as in service. Nothing and nobody in it exists.
"""
