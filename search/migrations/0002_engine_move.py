from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_indexing_turn")]

    operations = [
        migrations.CreateModel(
            name="EngineMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=1000)),
                ("instead_of", models.CharField(blank=True, max_length=1000)),
                ("moved_at", models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
