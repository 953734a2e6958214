"""Room for the calls of a rendering, which lie a hundred deep and more where a page is laid out.

Python keeps what its functions work with in pieces of 16 KiB, and gives a piece back to the system as soon as the last call in it
returns. Where the busiest depth happens to lie at the end of a piece, it is taken and given back thousands of times a document: a
tenth of its time, of a spreadsheet a fifth. A function that asks for more than half a megabyte gets one, and what it calls has the rest of it.
"""

from functools import wraps

PLACES = 70_000  # of 8 bytes: a little more than half of the piece that is taken, none of it used


def with_room(work):
    @wraps(work)
    def roomy(*args, **kwargs):
        return work(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=PLACES)
    return roomy
