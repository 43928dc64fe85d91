"""Rows that the queue no longer shows are dismissed, as everywhere else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ingest", "0013_messages")]

    operations = [
        migrations.RenameField("job", "put_away_at", "dismissed_at"),
        migrations.AlterField(
            "job",
            "dismissed_at",
            models.DateTimeField(
                blank=True,
                editable=False,
                help_text="since when the queue no longer shows it",
                null=True,
                verbose_name="dismissed at",
            ),
        ),
    ]
