"""No words of anybody are ever run: not as a template, not as code, not as a stored object, not as markup."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = ("apmbc_portal", "engagements", "meetings", "reports")
CODE = sorted(
    path
    for app in OURS
    for path in (ROOT / app).rglob("*.py")
    if not {"tests", "testing", "bench", "migrations"} & set(path.parts)
)
# What turns text into a program, by the last name of the call. Each exception is a file with its reason.
RUNS = {
    "Template", "from_string", "Environment", "NativeEnvironment", "eval", "exec", "compile", "__import__", "loads_unsafe", "literal_eval",
    "render_from_string",
}  # fmt: skip
UNPICKLES = {
    ("pickle", "loads"),
    ("pickle", "load"),
    ("marshal", "loads"),
    ("yaml", "load"),
    ("shelve", "open"),
    ("dill", "loads"),
}
SHELLS = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput"), ("subprocess", "getstatusoutput")}
MARKUP = {  # where text is called safe: drawings made of escaped parts, and pieces without any text of anybody
    "apmbc_portal/figures/canvas.py": "escapes each text it draws",
    "meetings/admin/rows.py": "a line break",
}
KINDS = {"template", "kind", "content['kind']"}  # words of the code that name a kind of letter or document
SAFE_IN_TEMPLATES = {"templates/account/partials/fields.html", "templates/mfa/totp/activate_form.html"}


def calls(path):
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Call):
            yield node


def names_of(call):
    """(the object, its method) of a call, as far as they are names."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return (function.value.id if isinstance(function.value, ast.Name) else "", function.attr)
    return ("", function.id if isinstance(function, ast.Name) else "")


def test_there_is_code_to_look_at():
    assert len(CODE) > 200


@pytest.mark.parametrize("app", OURS)
def test_nothing_turns_text_into_a_program(app):
    found = []
    for path in [path for path in CODE if path.is_relative_to(ROOT / app)]:
        for call in calls(path):
            owner, name = names_of(call)
            shell = any(word.arg == "shell" and getattr(word.value, "value", True) for word in call.keywords)
            if (name in RUNS and owner != "re" and owner != "RGBColor") or (owner, name) in UNPICKLES | SHELLS or shell:
                found.append(f"{path.relative_to(ROOT)}:{call.lineno} {owner}.{name}")
    assert found == []


def test_text_is_called_safe_only_where_it_is_written_down_why():
    named = {
        str(path.relative_to(ROOT)) for path in CODE for call in calls(path) if names_of(call)[1] in ("mark_safe", "SafeString")
    }
    assert named == set(MARKUP)


def test_templates_escape_what_they_show():
    """`safe` only for what a library of ours made; no escaping only where plain text is written."""
    wrong = []
    for path in sorted((ROOT / "templates").rglob("*.*")):
        name, text = str(path.relative_to(ROOT)), path.read_text()
        if re.search(r"\|\s*(safe|safeseq)\b", text) and name not in SAFE_IN_TEMPLATES:
            wrong.append(f"{name}: safe")
        if "autoescape off" in text and path.suffix != ".txt":
            wrong.append(f"{name}: autoescape off")
        if path.suffix == ".html" and re.search(
            r"<script(?![^>]*\bsrc=)|<style|\son(?:click|load|error|change|submit|input|key|mouse|focus|blur|toggle)\w*=|\sstyle=|javascript:",
            text,
        ):
            wrong.append(f"{name}: inline script or style")
    assert wrong == []


def test_the_name_of_a_template_never_comes_from_a_row_or_a_request():
    """A name may be put together from a word of the code, such as the kind of a document; from nothing typed."""
    found = set()
    for path in CODE:
        for call in calls(path):
            if names_of(call)[1] not in ("render", "render_to_string", "get_template", "select_template", "TemplateResponse"):
                continue
            first = call.args[1 if names_of(call)[1] in ("render", "TemplateResponse") and len(call.args) > 1 else 0 :][:1]
            if first and isinstance(first[0], ast.JoinedStr):
                parts = [ast.unparse(part.value) for part in first[0].values if isinstance(part, ast.FormattedValue)]
                found |= {(str(path.relative_to(ROOT)), part) for part in parts if part not in KINDS}
    assert found == set()
