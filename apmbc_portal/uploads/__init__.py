"""Files people hand in: taken, looked through, kept private, handed out.

A form takes a file with a field of `fields`: `EvidenceField` for what is kept byte for byte, `PaperField` for what is
passed on as a cleaned copy. Both refuse beside the field with a sentence; what was typed elsewhere stays.

    class AnnotatedForm(ChooseAgain, forms.Form):
        file = EvidenceField(label=_("The annotated file"), kinds=("docx", "odt", "pdf"))

The upload in `cleaned_data` then carries `verdict` (its `kind` by content, and the copy), and its name is made harmless. A
model that inherits `models.CheckedFile` keeps all of it: `row.take(upload)` before the row is inserted and outside any
transaction, `row.ask_check()` in the transaction that inserts it. Such a form may say `may_wait=True`: a file that could
not be looked through in a moment is kept in quarantine, and the worker goes on with it. Without it the field refuses.

`serving.hand_out(file, name)` is the answer that gives a file to a person; the view asks the rule of visibility before.
"""
