import secrets

from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("archive", "VisibilityChange").objects.create(number=secrets.randbits(40))


class Migration(migrations.Migration):
    dependencies = [("archive", "0014_reader_lists")]

    operations = [
        migrations.CreateModel(
            name="VisibilityChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(verbose_name="number")),
            ],
            options={
                "verbose_name": "change of what readers see",
                "verbose_name_plural": "changes of what readers see",
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
