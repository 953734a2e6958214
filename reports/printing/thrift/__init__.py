"""What makes a rendering smaller and quicker without changing what is printed.

Each module names one thing the engine does again and again, and does it once: `styles` what a style answers, `sheets` the rules
that are asked about each element and each page, `lines` the setting of a line of words, `files` what is written. Not one byte of a
PDF changes but by how much it is packed; `test_thrift.py` compares. It reaches into the engine, which is pinned: with a new version
look first whether `make bench` still shows a difference, and take out what makes none.
"""

from functools import cache

from reports.printing.thrift.files import pack_less, read_late
from reports.printing.thrift.lines import keep_lines
from reports.printing.thrift.sheets import ask_less
from reports.printing.thrift.styles import remember_answers


@cache
def be_thrifty():
    """Teach the engine, once per process."""
    ask_less()
    remember_answers()
    keep_lines()
    read_late()
    pack_less()
