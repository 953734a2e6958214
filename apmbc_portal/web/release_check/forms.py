"""The forms of a page, as a reader would fill them in."""

from html.parser import HTMLParser


class FieldFinder(HTMLParser):
    """The names of the fields of a page's forms that are sent with GET."""

    def __init__(self):
        super().__init__()
        self.asking, self.names = False, {}

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.asking = attrs.get("method", "get").lower() == "get"
        elif self.asking and tag in ("input", "select") and attrs.get("name"):
            self.names[attrs["name"]] = None

    def handle_endtag(self, tag):
        self.asking = self.asking and tag != "form"


def fields_in(page):
    finder = FieldFinder()
    finder.feed(page)
    return list(finder.names)
