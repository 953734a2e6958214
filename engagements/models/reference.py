from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class ReferenceRow(models.Model):
    """What the reference files said of a row when it was last loaded: so that a correction made on the desk is told from theirs."""

    table = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    values = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="reference_row_once")]

    def __str__(self):
        return f"{self.table} {self.key}"
