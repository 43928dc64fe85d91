from django.db import migrations, models


def read_again(apps, schema_editor):
    """Pages on which nothing was found wait to be read again: blank ones were not told from lost ones."""
    document, page = (apps.get_model("archive", name) for name in ("Document", "Page"))
    by_person = document.objects.filter(evidence__text__source="person")
    empty = page.objects.filter(text_source="ocr", text="", raw_text="")
    empty.exclude(document__in=by_person).update(text_source="none")


class Migration(migrations.Migration):
    dependencies = [("archive", "0010_names_for_people")]

    operations = [
        migrations.AlterField(
            model_name="page",
            name="text_source",
            field=models.CharField(
                choices=[
                    ("pdf", "text layer"),
                    ("plain", "text file"),
                    ("ocr", "read by machine"),
                    ("none", "not read yet"),
                    ("blank", "without text"),
                    ("illegible", "printed, but it could not be read"),
                ],
                default="none",
                max_length=10,
                verbose_name="text source",
            ),
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("text_source", "illegible")), fields=["document"], name="page_illegible"
            ),
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop, elidable=True),
    ]
