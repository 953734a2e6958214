"""The rules that are asked about each element and each page.

The engine's own sheet says of every element how its notes, markers and form fields would look: six styles each that no document of
the portal has. It lays together all that is said of an element before it looks whether another has the same style already; and each
page gets a style of its own, though all but the first look alike.
"""

import re
from pathlib import Path
from types import SimpleNamespace

import weasyprint
from weasyprint import CSS, css
from weasyprint.css import StyleFor, find_style_attributes
from weasyprint.html import UA_COUNTER_STYLE
from weasyprint.layout import page

UNUSED = re.compile(r"^(::(foot)?note-|:is\(input|table:is\(\[rules\]|:is\(dir, dl).*\n", re.M)
LISTS = re.compile(r"^([^{]*):is\(dir, menu, ol, ul\)([^{]*?) \{", re.M)


def own_rules():
    """The engine's sheet, without the rules for what is not there; those that name no element name it."""
    text = (Path(weasyprint.__file__).parent / "css" / "html5_ua.css").read_text()
    text = UNUSED.sub("", text).replace("\n::marker", "\nli::marker").replace("\n:link", "\na:link")
    text = LISTS.sub(lambda rule: f"{rule[1]}ol{rule[2]}, {rule[1]}ul{rule[2]} {{", text)
    return CSS(string=text, counter_style=UA_COUNTER_STYLE)


def style_elements(style_for, html, sheets, hints, *others, style_all=StyleFor.__init__):
    """The styles of all elements; of those alike, below a parent alike, only the first is put before the engine."""
    unlike_any = {element for _specificity, element, *_said in find_style_attributes(html.etree_element, hints, html.base_url)}

    def unlike():
        known, computed = {}, style_for.get_computed_styles()
        for wrapper in html.wrapper_element.iter_subtree():
            element = wrapper.etree_element
            matched = [rule for sheet, *_origin in sheets for rule in sheet.matcher.match(wrapper)]
            parent = computed[wrapper.parent.etree_element, None] if wrapper.parent else None
            like = (id(parent), *((specificity, id(said)) for specificity, _order, _pseudo_type, (said, _layer) in matched))
            if element in unlike_any or any(pseudo_type for _specificity, _order, pseudo_type, _said in matched):
                yield wrapper
            elif like in known:
                computed[element, None] = known[like]
            else:
                yield wrapper
                known[like] = computed[element, None]

    few = SimpleNamespace(
        etree_element=html.etree_element, base_url=html.base_url, wrapper_element=SimpleNamespace(iter_subtree=unlike)
    )
    style_all(style_for, few, sheets, hints, *others)


def style_page(page_type, html, style_for, style_engine=page.set_page_type_computed_styles):
    """The styles of a page and its margins: those of the first page to which the same rules apply."""
    rules = tuple(
        id(declarations)
        for sheet, _origin, _specificity in style_for._sheets
        for _rule, selectors, declarations in sheet.page_rules
        for selector in selectors
        if style_for._page_type_match(selector[2], page_type)
    )
    known = vars(style_for).setdefault("_known_pages", {})
    if rules in known:
        for pseudo_type, style in known[rules].items():
            style_for.get_computed_styles()[page_type, pseudo_type] = style
        return
    style_engine(page_type, html, style_for)
    computed = style_for.get_computed_styles()
    margins = [pseudo_type for element, pseudo_type in style_for.get_cascaded_styles() if element == page_type]
    known[rules] = {pseudo_type: computed[page_type, pseudo_type] for pseudo_type in (None, *margins)}


def ask_less():
    rules = own_rules()
    weasyprint.HTML._ua_stylesheets = lambda html, forms=False: [rules]
    StyleFor.__init__ = style_elements
    page.set_page_type_computed_styles = style_page
    css.find_stylesheets = lambda *_asked: ()  # a document of the portal names none
