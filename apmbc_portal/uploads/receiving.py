"""Files on their way in: what is larger than the portal takes is counted, and not written to any disk."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

DRAINED = 10  # times the limit: so far the rest is read, so that the fields behind the file arrive too


class TooLarge(UploadedFile):
    """A file of which only the size is known; its field says that it is too large."""

    def chunks(self, chunk_size=None):
        return iter(())

    def seek(self, *place):
        return 0


class Counted(FileUploadHandler):
    """Stands before the handlers that keep files: passes on what they may keep, and nothing of a file that is too large."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > DRAINED * settings.MAX_UPLOAD_BYTES:
            raise RequestDataTooBig  # answered by a page (400) that says so
        return raw_data if self.size <= settings.MAX_UPLOAD_BYTES else None

    def file_complete(self, file_size):
        if self.size <= settings.MAX_UPLOAD_BYTES:
            return None
        return TooLarge(file=None, name=self.file_name, content_type=self.content_type, size=self.size)
