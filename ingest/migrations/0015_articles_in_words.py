"""The steps of a job are told of articles, as everything is: nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ingest", "0014_dismissed")]

    operations = [
        migrations.AlterField(
            "job",
            "step",
            models.PositiveSmallIntegerField(
                "step",
                choices=[(0, "nothing yet"), (1, "articles stored"), (2, "articles published")],
                default=0,
            ),
        ),
    ]
