from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0015_visibility")]

    operations = [
        migrations.CreateModel(
            name="CitationStyle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=100, unique=True, verbose_name="name")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("source", models.TextField(verbose_name="CSL")),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added at")),
            ],
            options={
                "verbose_name": "citation style",
                "verbose_name_plural": "citation styles",
                "ordering": ["title"],
            },
        ),
    ]
