import secrets

from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("archive", "Visibility").objects.create(pk=1, generation=secrets.token_hex(8))


class Migration(migrations.Migration):
    dependencies = [("archive", "0014_reader_lists")]

    operations = [
        migrations.CreateModel(
            name="Visibility",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.CharField(max_length=16, verbose_name="generation")),
            ],
            options={"verbose_name": "visibility", "verbose_name_plural": "visibility"},
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
