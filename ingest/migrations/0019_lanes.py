from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0019_fixity"),
        ("ingest", "0018_halving"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="job",
            name="ingest_job_state_3ade8f_idx",
        ),
        migrations.AddField(
            model_name="job",
            name="lane",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "first"), (1, "short"), (2, "long"), (3, "scan")], default=1, verbose_name="lane"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["state", "attempts", "lane"], name="ingest_job_state_b82453_idx"),
        ),
    ]
