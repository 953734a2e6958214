"""What a style answers: the engine asks it the same for each box and each line; here the answer is kept with the style."""

from functools import cache, wraps
from operator import attrgetter

from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout import absolute, background, block, column, flex, float, grid, inline, page, percent, table  # noqa: A004
from weasyprint.text import line_break

CORNERS = [f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")]
UNKNOWN = object()


def once_per_style(question):
    """A function of a style, asked once of each. Styles are made before the layout and do not change in it."""
    name = f"_{question.__name__}"

    @wraps(question)
    def answer(style):
        known = getattr(style, name, UNKNOWN)
        if known is UNKNOWN:
            known = question(style)
            setattr(style, name, known)
        return known

    return answer


def of_its_style(method):
    """A method of a box that looks at nothing but the style of the box."""
    name = f"_{method.__name__}"

    @wraps(method)
    def answer(box):
        known = getattr(box.style, name, UNKNOWN)
        if known is UNKNOWN:
            known = method(box)
            setattr(box.style, name, known)
        return known

    return answer


@once_per_style
def is_angular(style):
    return all((0, "px") in style[corner] for corner in CORNERS)


def resolve_radii(box, resolve=background.resolve_radii_percentages):
    if not is_angular(box.style):
        return resolve(box)
    box.border_top_left_radius = box.border_top_right_radius = (0, 0)
    box.border_bottom_right_radius = box.border_bottom_left_radius = (0, 0)
    return None


SIDES = ("left", "right", "top", "bottom")
SIZES = [
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    *("width", "height", "min_width", "max_width", "min_height", "max_height"),
    *(f"border_{side}_width" for side in SIDES),
]
sizes_of = attrgetter(*SIZES)


def resolve_percentages(box, containing_block, resolve=percent.resolve_percentages):
    """The sizes of `box` inside another: the same for the same style in the same width and height."""
    known = sizes_in(box.style)
    if known is None or isinstance(box, PageBox):
        return resolve(box, containing_block)
    room = (containing_block.width, containing_block.height) if isinstance(containing_block, Box) else containing_block
    if room in known:
        set_sizes(box, known[room])
    else:
        resolve(box, containing_block)
        known[room] = sizes_of(box)
    return None


@once_per_style
def sizes_in(style):
    """{(width, height) around the box: its sizes}; None where a neighbour has a say too."""
    return None if style["border_collapse"] == "collapse" else {}


def set_sizes(box, sizes):
    # One by one: what is set through `__dict__` makes every later look at the box slower.
    (
        box.margin_left, box.margin_right, box.margin_top, box.margin_bottom,
        box.padding_left, box.padding_right, box.padding_top, box.padding_bottom,
        box.width, box.height, box.min_width, box.max_width, box.min_height, box.max_height,
        box.border_left_width, box.border_right_width, box.border_top_width, box.border_bottom_width,
    ) = sizes  # fmt: skip


def remember_answers():
    line_break.strut = inline.strut = once_per_style(line_break.strut)
    line_break.get_font_description = once_per_style(line_break.get_font_description)
    line_break.font_features = cache(line_break.font_features)
    background.resolve_radii_percentages = resolve_radii
    for module in (absolute, block, column, flex, float, grid, inline, page, percent, table):
        module.resolve_percentages = resolve_percentages
    for method in (Box.is_in_normal_flow, Box.is_floated, Box.is_absolutely_positioned):
        setattr(Box, method.__name__, of_its_style(method))
