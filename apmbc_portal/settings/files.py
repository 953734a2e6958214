"""Static files, private files, and what may be handed in."""

from pathlib import Path

from apmbc_portal import environment as given
from apmbc_portal.settings.base import BASE_DIR, LOCAL, VAR_DIR

STATIC_URL = "/static/"
STATIC_ROOT = Path(given.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"  # private: no URL serves it, views stream from it after asking the rule
FILE_UPLOAD_PERMISSIONS = 0o600
MAX_UPLOAD_BYTES = given.number("MAX_UPLOAD_BYTES", 25 * 1024 * 1024, low=1024)
FILE_UPLOAD_HANDLERS = [
    "apmbc_portal.uploads.receiving.Counted",  # counts what is too large and writes it to no disk
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# Text that is too long is refused at its field, where it is shown again; only what no person types is refused as a whole.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
CLAMAV_URL = given.clamav_url("CLAMAV_URL")  # optional: where a virus check listens
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Whoever collects them (root, in an image) need not be who serves them.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
if options := given.bucket("STORAGE_BUCKET"):
    STORAGES["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
