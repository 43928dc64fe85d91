from django.db import migrations

import archive.models
from archive.citations.filing import filed_name


def file_journals(apps, schema_editor):
    journal = apps.get_model("archive", "Journal")
    for pk, title in list(journal.objects.values_list("pk", "title")):
        journal.objects.filter(pk=pk).update(sort_key=filed_name(title)[:400])


class Migration(migrations.Migration):
    dependencies = [("archive", "0011_illegible_pages")]

    operations = [
        migrations.AddField(
            model_name="journal",
            name="sort_key",
            field=archive.models.FilingKeyField(
                db_index=True, default="", editable=False, max_length=400, verbose_name="sort key"
            ),
            preserve_default=False,
        ),
        migrations.AlterModelOptions(
            name="journal",
            options={
                "ordering": ["sort_key", "title"],
                "verbose_name": "journal",
                "verbose_name_plural": "journals",
            },
        ),
        migrations.RunPython(file_journals, migrations.RunPython.noop, elidable=True),
    ]
