from itertools import pairwise

from django.db import migrations, models


def place_parts(apps, schema_editor):
    """Until now the parts of a page stood in the order in which their rows were made."""
    Page = apps.get_model("archive", "Page")
    rows = Page.objects.order_by("scan", "scan_page", "document").only("scan", "scan_page", "raw_text")
    for before, page in pairwise(rows.iterator(chunk_size=500)):
        if (before.scan_id, before.scan_page) == (page.scan_id, page.scan_page):
            page.begins_at = before.begins_at + max(1, len(before.raw_text))
            page.save(update_fields=["begins_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0006_merged_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="begins_at",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="where several articles share the page: characters of it that stand before this part",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="furniture",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="where running head and page number stand: [[x, y, width, height], …]",
            ),
        ),
        migrations.RunPython(place_parts, migrations.RunPython.noop),
    ]
