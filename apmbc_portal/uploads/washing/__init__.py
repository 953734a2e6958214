"""Looking into a file somebody handed in, and making the copy that may be passed on.

Everything here runs in a process of its own with limits (`apart.py` starts it): it imports the parsers, and neither Django
nor anything else of the portal. `judge.judge(path, purpose, out)` is the way in.
"""
