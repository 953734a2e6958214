"""What is written: the engine copies the whole file of every font it draws with, of which a Chinese one has seven megabytes,
although it embeds a part alone; and packs its streams as small as can be, which takes three times as long for one hundredth."""

import zlib
from types import SimpleNamespace

import pydyf
from weasyprint.pdf import fonts

PACKED = 5  # of 9


def read_late(read=fonts.get_hb_object_data):
    """Hold a font by its face, and read its bytes when somebody asks for them."""

    def content(font):
        return font.held if isinstance(font.held, bytes) else read(font.held)

    def hold(font, held):
        font.held = held

    fonts.Font.file_content = property(content, hold)
    fonts.get_hb_object_data = lambda face: face


def pack_less():
    pydyf.zlib = SimpleNamespace(compressobj=lambda level: zlib.compressobj(min(level, PACKED)))
