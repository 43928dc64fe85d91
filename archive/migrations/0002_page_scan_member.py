from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="scan_member",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="in a zip the file that shows the page; “#2” behind it is its second page",
                max_length=1000,
            ),
        ),
    ]
