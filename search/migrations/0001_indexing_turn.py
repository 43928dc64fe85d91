from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IndexingTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(blank=True, editable=False, max_length=100, verbose_name="owner")),
                ("until", models.DateTimeField(verbose_name="until")),
                ("host", models.CharField(blank=True, max_length=100, verbose_name="host")),
            ],
            options={
                "verbose_name": "turn of an indexer",
                "verbose_name_plural": "turns of indexers",
            },
        ),
    ]
