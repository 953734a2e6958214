from django.db import models

from reports.models.report import ReportText


class SearchEntry(models.Model):
    """The words of a text, folded to lower case without accents, for full-text search on either database."""

    text = models.OneToOneField(ReportText, models.CASCADE, primary_key=True, related_name="search_entry")
    words = models.TextField()

    def __str__(self):
        return str(self.text_id)
