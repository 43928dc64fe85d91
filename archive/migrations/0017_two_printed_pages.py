from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0016_citation_styles")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="turns_at",
            field=models.PositiveIntegerField(
                editable=False,
                help_text="where the image shows two printed pages: characters of the text that stand on the first",
                null=True,
                verbose_name="turns at",
            ),
        ),
    ]
