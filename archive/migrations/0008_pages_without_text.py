from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0007_parts_of_pages"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("text_source", "none")), fields=["document"], name="page_without_text"
            ),
        ),
    ]
