"""An engine that does as the document says, for tests of what happens around a rendering.

`content["do"]` names one of the functions below; a document without it is made by the real engine.
"""

import os
import signal
import time


def quick(content, tell):
    return b"%PDF-1.7 " + content.get("word", "made").encode(), 1


def count(content, tell):
    """Lays out pages for as long as it is let."""
    page = 0
    while True:
        page += 1
        tell("layout", page)
        time.sleep(0.05)


def hoard(content, tell):
    kept = []
    while True:
        kept.append(bytearray(2**24))


def crash(content, tell):
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)


def stumble(content, tell):
    raise RecursionError("a detail nobody should read")


def render(content, tell):
    does = {"quick": quick, "fall": quick, "count": count, "hoard": hoard, "crash": crash, "stumble": stumble}
    if "do" in content:
        return does[content["do"]](content, tell)
    from reports.printing import pdf  # large: most tests do without

    return pdf.render(content, tell)


def warm_up():
    """Nothing here is slow."""
