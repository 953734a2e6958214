"""The first version of rows that were there before versions were kept: without it the next change would have no before."""

from django.utils import timezone


def first_versions(*names):
    """A function for `migrations.RunPython`: for each model named "app.Model" a version of every row as it is today."""

    def write(apps, schema_editor):
        now = timezone.now()
        for name in names:
            app, model = name.split(".")
            rows, versions = apps.get_model(app, model), apps.get_model(app, f"Historical{model}")
            kept = [field.attname for field in rows._meta.concrete_fields if field.attname in columns_of(versions)]
            versions._base_manager.bulk_create(
                (
                    versions(history_date=now, history_type="+", **{column: getattr(row, column) for column in kept})
                    for row in rows._base_manager.iterator()
                    if getattr(row, "status", "") not in DRAFTS.get(name, ())
                ),
                batch_size=500,
            )

    return write


def columns_of(model):
    return {field.attname for field in model._meta.concrete_fields}


DRAFTS = {"engagements.EngagementRequest": ("draft", "in_clearance", "discarded")}  # a State's own words until it submits them
