"""Files kept byte for byte: their own name and their hash are columns, their path says nothing."""

import hashlib
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.uploads.names import safe_name


def unguessable(instance, filename):
    """A path that nobody can guess and that no name typed by anybody reaches."""
    return f"{instance.FOLDER}/{uuid.uuid4().hex}"


class SealedFile(models.Model):
    """What a row with one uploaded file remembers about it. The row names its FOLDER and its own `file` field."""

    file_name = models.CharField(_("name of the file"), max_length=200, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def seal(self, upload):
        """Take an uploaded file with its name and hash. Call before the row is inserted."""
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        self.file, self.file_name, self.sha256 = upload, safe_name(upload.name), digest.hexdigest()
