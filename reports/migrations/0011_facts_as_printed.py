"""What a text tells of its meeting is frozen with its words; texts that their States have already keep the facts of today."""

from django.db import migrations, models

PLAIN = ("reference", "title", "place", "format", "time_zone")


def freeze(apps, schema_editor):
    texts = apps.get_model("reports", "ReportText").objects.filter(report__status__in=["with_state", "approved"])
    for text in texts.exclude(attribution="nobody").select_related("report__meeting__occasion").iterator():
        meeting = text.report.meeting
        text.facts = {name: getattr(meeting, name) for name in PLAIN}
        for name in ("starts_at", "ends_at"):
            text.facts[name] = moment.isoformat() if (moment := getattr(meeting, name)) else ""
        text.facts["occasion"] = meeting.occasion.name if meeting.occasion else ""
        text.save(update_fields=["facts"])


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_words_on_discussion")]

    operations = [
        migrations.AddField(
            model_name="reporttext",
            name="facts",
            field=models.JSONField(blank=True, default=dict, verbose_name="facts of the meeting, as printed"),
        ),
        migrations.RunPython(freeze, migrations.RunPython.noop),
    ]
