"""The pictures of docs/documents.md: small, shown, and like what is printed today."""

import re
from functools import cache

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageStat

from reports.management.commands.draw_documents import LIMIT, PAGES, WHERE
from reports.testing import specimens
from reports.testing.viewer import pictures

COARSE = 150  # pixels wide: another version of Pango moves a line by less than this shows


def test_each_page_has_its_picture_each_picture_is_shown_and_none_is_large():
    names = {page[0] for page in PAGES}
    page = (settings.BASE_DIR / "docs" / "documents.md").read_text()
    assert {path.stem for path in WHERE.glob("*.png")} == names
    assert set(re.findall(r"images/documents/([\w-]+)\.png", page)) == names
    assert [path.name for path in WHERE.glob("*.png") if path.stat().st_size > LIMIT] == []


@cache
def printed(specimen, language):
    from reports.printing.pdf import render

    return pictures(render(getattr(specimens, specimen)(*filter(None, [language])))[0], width=COARSE * 2)


@pytest.mark.parametrize(("name", "specimen", "language", "number"), PAGES, ids=[page[0] for page in PAGES])
def test_a_page_looks_like_its_picture(name, specimen, language, number):
    """After a change of design: look at the new page, then `make golden`."""
    with Image.open(WHERE / f"{name}.png") as kept:
        kept = coarse(kept)
    now = coarse(printed(specimen, language)[number - 1])
    assert abs(kept.height - now.height) <= 1
    difference = ImageStat.Stat(ImageChops.difference(kept, now.resize(kept.size))).mean[0]
    assert difference < 4, f"{difference:.1f} of 255"


def coarse(picture):
    return picture.convert("L").resize((COARSE, round(COARSE * picture.height / picture.width)), Image.Resampling.BOX)
