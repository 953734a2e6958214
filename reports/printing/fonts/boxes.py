"""Which scripts would be printed as empty boxes on this machine. Asks Pango itself, without the layout engine above it."""

import ctypes
import ctypes.util
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

from reports.printing.fonts import FILES, SUMS, conf_files

# Words with the letters that are missed first. The first block is carried with the portal, the second is left to the machine.
CARRIED = {
    "Latin": "Ångström Łódź œuvre Đặng Thị Ngọc Nguyễn", "Cyrillic": "Отчёт Қазақ Україна ҷ", "Greek": "Έκθεση συνεδρίασης",
    "Arabic": "تقرير الاجتماع", "Dari": "گزارش دربارهٔ پاکسازی", "Pashto": "ښاغلی ګل ړومبی ډېر ټول څنګه ځای", "Urdu": "ڈاکٹر ٹھیک ے",
    "Chinese": "会议报告 會議報告，。", "Japanese": "ミーティングのほうこく 日本", "Korean": "회의 보고서 대한민국",
    "Khmer": "អាជ្ញាធរ ស្រី ភ្នំពេញ", "Amharic": "የስብሰባ ሪፖርት", "Tigrinya": "ናይ ኣኼባ ጸብጻብ", "Tamil": "கூட்ட அறிக்கை ஸ்ரீ",
    "Sinhala": "ශ්‍රී ලංකාව රැස්වීම්", "Thai": "รายงานการประชุม ผู้อำนวยการ", "Lao": "ບົດລາຍງານ ວຽງຈັນ",
    "Burmese": "အစည်းအဝေး အစီရင်ခံစာ", "Devanagari": "बैठक प्रतिवेदन श्री", "Bengali": "সভার প্রতিবেদন ঢাকা",
    "Georgian": "შეხვედრის ანგარიში", "Armenian": "Հանդիպման զեկույց", "Hebrew": "דוח הפגישה",
}  # fmt: skip
LEFT_TO_THE_MACHINE = {
    "Gujarati": "અહેવાલ", "Gurmukhi": "ਰਿਪੋਰਟ", "Telugu": "నివేదిక", "Kannada": "ವರದಿ", "Malayalam": "റിപ്പോർട്ട്", "Odia": "ରିପୋର୍ଟ",
    "Tibetan": "སྙན་ཞུ", "Mongolian": "ᠲᠠᠢᠯᠠᠨ", "Thaana": "ރިޕޯޓް", "Tifinagh": "ⴰⵙⵙⴰⵖ", "N'Ko": "ߞߎߡߘߊ", "Syriac": "ܬܘܕܝܬܐ",
}  # fmt: skip
LIBRARIES = {
    "fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib"),
    "gobject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    "pango": ("libpango-1.0.so.0", "libpango-1.0.0.dylib"),
    "pangoft2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"),
}


def complaints(var_dir):
    """What is wrong with the fonts, as sentences for whoever runs the portal. Nothing, where all is well."""
    said = []
    if names := damaged():
        said.append(f"Fonts of printed documents are missing or damaged: {', '.join(names)}. Install the portal's files again.")
    try:
        scripts = boxes(var_dir, CARRIED)
    except OSError as error:
        said.append(f"Printed documents cannot be made: a library that sets text is missing ({error}). See docs/operate.md.")
    else:
        if scripts:
            said.append(f"Printed documents would show empty boxes for: {', '.join(scripts)}. See docs/operate.md, Fonts.")
    return said


def damaged():
    """The names of our font files that are missing or not what they should be."""
    wrong = []
    for line in SUMS.read_text().splitlines():
        digest, name = line.split()
        path = FILES / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(name)
    return wrong


def boxes(var_dir, samples):
    """The scripts of `samples` for which neither our fonts nor the machine's have all letters."""
    left = samples
    for name in ("fonts.conf", "with-system.conf"):  # looking through the machine's fonts takes seconds where nobody has yet
        if left:
            with fontconfig_at(conf_files(Path(var_dir)) / name):
                count = unknown_letters()
                left = {script: words for script, words in left.items() if count(words)}
    return list(left)


@contextmanager
def fontconfig_at(path):
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def unknown_letters():
    """A function that tells how many letters of a text no font can draw."""
    fontconfig, gobject, pango, pangoft2 = (library(names) for names in LIBRARIES.values())
    for function in (
        fontconfig.FcInitLoadConfigAndFonts, pangoft2.pango_ft2_font_map_new, pango.pango_font_map_create_context,
        pango.pango_layout_new, pango.pango_font_description_from_string,
    ):  # fmt: skip
        function.restype = ctypes.c_void_p
    pointer = ctypes.c_void_p
    font_map = pointer(pangoft2.pango_ft2_font_map_new())
    config = pointer(fontconfig.FcInitLoadConfigAndFonts())
    pangoft2.pango_fc_font_map_set_config(font_map, config)
    fontconfig.FcConfigDestroy(config)
    context = pointer(pango.pango_font_map_create_context(font_map))
    description = pointer(pango.pango_font_description_from_string(b"Noto Sans, sans-serif 10"))

    def count(words):
        layout = pointer(pango.pango_layout_new(context))
        pango.pango_layout_set_font_description(layout, description)
        pango.pango_layout_set_text(layout, ctypes.c_char_p(words.encode()), -1)
        unknown = pango.pango_layout_get_unknown_glyphs_count(layout)
        gobject.g_object_unref(layout)
        return unknown

    return count


def library(names):
    """The first of these shared libraries that is there. Raises OSError."""
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    found = ctypes.util.find_library(names[0].split(".")[0].removeprefix("lib"))
    if found is None:
        raise OSError(names[0])
    return ctypes.CDLL(found)
