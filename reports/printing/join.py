"""Parts of a document, made apart, as one PDF: pages, outline, and the structure it is read aloud by; with its page numbers.

The structure of 5,000 people takes 80 MiB. The process that lays out has the engine in its memory besides, so this is a program
of its own that knows nothing but pikepdf: it takes in the parts and gives out the whole (`reports.printing.joiner` calls it).
"""

import io
import json
import sys

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem

BEHIND = b"/Artifact <</Type /Pagination>> BDC q /%b Do Q EMC\n"  # a page number is no part of the text


def join(parts, numbers):
    """The bytes of one file. `numbers` is a PDF of as many pages, which holds their numbers and nothing else."""
    with pikepdf.open(io.BytesIO(parts[0])) as whole:
        root = whole.Root.StructTreeRoot
        marks, names = pairs(root.ParentTree.Nums), pairs(root.IDTree.Names)
        for part in parts[1:]:
            with pikepdf.open(io.BytesIO(part)) as more:
                append(whole, more, marks, names)
        root.ParentTree = whole.make_indirect(Dictionary(Nums=Array([one for pair in marks for one in pair])))
        named = sorted(names, key=lambda pair: bytes(pair[0]))
        root.IDTree = whole.make_indirect(Dictionary(Names=Array([one for pair in named for one in pair])))
        with pikepdf.open(io.BytesIO(numbers)) as printed:
            for page, number in zip(whole.pages, printed.pages, strict=True):
                stamp(whole, page, number)
        out = io.BytesIO()
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def pairs(array):
    return [(array[at], array[at + 1]) for at in range(0, len(array), 2)]


def append(whole, more, marks, names):
    """Pages first, then what points to them."""
    base, before = 1 + max((int(key) for key, _value in marks), default=-1), len(whole.pages)
    headings = outline_of(more)
    whole.pages.extend(more.pages)
    for page in whole.pages[before:]:
        page.obj.StructParents = int(page.obj.StructParents) + base
        for link in page.obj.get("/Annots", []):
            link.StructParent = int(link.StructParent) + base
    tree = whole.copy_foreign(more.Root.StructTreeRoot)
    (document,), (added,) = whole.Root.StructTreeRoot.K, tree.K
    for element in added.K:
        element.P = document
        document.K.append(element)
    marks += [(int(key) + base, value) for key, value in pairs(tree.ParentTree.Nums)]
    names += pairs(tree.IDTree.Names)
    with whole.open_outline() as outline:
        for title, page, place in headings:
            outline.root.append(OutlineItem(title, before + page, "XYZ", left=place[0], top=place[1], zoom=0))


def outline_of(pdf):
    """[(title, index of the page, (left, top))] of the headings of a part."""
    index = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        places = [(item.title, item.destination) for item in outline.root]
    return [(title, index[place[0].objgen], (float(place[2]), float(place[3]))) for title, place in places]


def stamp(whole, page, number):
    """Draw the one page of `number` on `page`, behind what is there."""
    drawing = whole.copy_foreign(number.as_form_xobject())
    name = f"Number{page.index + 1}"  # pages of one part share their resources
    page.add_resource(drawing, Name.XObject, Name(f"/{name}"))
    page.contents_add(BEHIND % name.encode(), prepend=True)


def main(given, out):
    """Join what is `given`: a line with the lengths of the files, then the files, the last of them with the page numbers."""
    *parts, numbers = [given.read(length) for length in json.loads(given.readline())]
    out.write(join(parts, numbers))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
