"""A line along a side of a box is one rectangle.

WeasyPrint draws each side of a border as two rectangles, one within the other, cut to the corners of that side: ten operators, where a
line under the row of a table needs two. Here straight lines above and below, or on both sides, are drawn as what they are; whatever
has corners is left to the engine. A list of people takes a twentieth less time and room so, and thin lines look alike wherever they fall.
"""

from weasyprint import draw
from weasyprint.draw.color import get_color

from reports.printing.thrift.styles import is_angular, once_per_style

SIDES = ("top", "bottom", "left", "right")


@once_per_style
def has_straight_lines(style):
    return (
        style["visibility"] == "visible"
        and style["column_width"] == style["column_count"] == "auto"
        and style["border_image_source"][0] == "none"
        and all(style[f"border_{side}_style"] in ("none", "hidden", "solid") for side in SIDES)
        and is_angular(style)
    )


def draw_border(stream, box, draw_corners=draw.draw_border):
    top, bottom, left, right = widths = [getattr(box, f"border_{side}_width") for side in SIDES]
    if not has_straight_lines(box.style) or ((top or bottom) and (left or right)):
        draw_corners(stream, box)
        return
    if not any(widths):
        return
    x, y, wide, high = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
    lines = (
        (x, y, wide, top),
        (x, y + high - bottom, wide, bottom),
        (x, y, left, high),
        (x + wide - right, y, right, high),
    )
    for side, width, line in zip(SIDES, widths, lines, strict=True):
        color = get_color(box.style, f"border_{side}_color")
        if width and color.alpha:
            with stream.artifact():
                stream.set_color(color)
                stream.rectangle(*line)
                stream.fill()


def draw_lines():
    """Teach the engine; once per process is enough, and again does no harm."""
    draw.draw_border = draw_border
