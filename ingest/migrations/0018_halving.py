from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ingest", "0017_pictures_due")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="halving",
            field=models.JSONField(
                blank=True,
                default=dict,
                editable=False,
                help_text="of the scan that it replaces: {gutters: {page: share of its width}, right_first: whether the right half is read first, pages: once they are made [[page, left, right], …]}",
                verbose_name="double pages to split",
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="origin",
            field=models.CharField(
                choices=[
                    ("upload", "uploaded"),
                    ("command", "command line"),
                    ("demo", "demo archive"),
                    ("comparison", "read again to be compared"),
                    ("halves", "double pages split"),
                ],
                default="upload",
                max_length=10,
                verbose_name="origin",
            ),
        ),
    ]
