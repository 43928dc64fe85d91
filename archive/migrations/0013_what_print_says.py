import re

from django.db import migrations, models

import archive.models
from archive.sort_keys import sort_key

# As `archive.citations.record.split_suffix` told them until now.
_SUFFIX = re.compile(r"^(?P<name>.*?),?\s+(?P<suffix>[JS]r\.?|I{2,3}|IV)$")


def part_suffixes(apps, schema_editor):
    """ "King Jr.", "Marta Luz" and "King", "Marta Luz, Jr." are King, Marta Luz, Jr."""
    author = apps.get_model("archive", "Author")
    for row in author.objects.exclude(family="").only("family", "given"):
        for name in ("family", "given"):
            found = _SUFFIX.match(getattr(row, name))
            if found and found["name"] and (name == "family" or "," in row.given):
                setattr(row, name, found["name"].rstrip(" ,"))
                row.suffix = found["suffix"]
                row.sort_key = sort_key(row.family, row.given, "", row.suffix)
                row.save(update_fields=["family", "given", "suffix", "sort_key"])
                break


def join_suffixes(apps, schema_editor):
    author = apps.get_model("archive", "Author")
    for pk, family, suffix in list(author.objects.exclude(suffix="").values_list("pk", "family", "suffix")):
        author.objects.filter(pk=pk).update(family=f"{family} {suffix}", suffix="")


class Migration(migrations.Migration):
    dependencies = [("archive", "0012_journal_sort_key")]

    operations = [
        migrations.RemoveConstraint(
            model_name="author",
            name="author_is_person_or_body",
        ),
        migrations.RemoveConstraint(
            model_name="authorship",
            name="authorship_once",
        ),
        migrations.AddField(
            model_name="author",
            name="suffix",
            field=models.CharField(
                blank=True, help_text="after the name: Jr., III", max_length=20, verbose_name="suffix"
            ),
        ),
        migrations.AddField(
            model_name="authorship",
            name="role",
            field=models.CharField(
                choices=[("author", "author"), ("editor", "editor"), ("translator", "translator")],
                default="author",
                max_length=10,
                verbose_name="role",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="parallel_texts",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="as printed, in their order: [{language, title, abstract}, …]",
                verbose_name="in other languages",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="reviewed_works",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="as printed, in their order: [{title, authors, publisher, year}, …]; names as “Paz, L.”",
                verbose_name="review of",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="subtitle_markup",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="with <i>, <sub> and <sup>, where it has any; else empty",
                max_length=2000,
                verbose_name="subtitle with its type",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="title_markup",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="with <i>, <sub> and <sup>, where it has any; else empty",
                max_length=2000,
                verbose_name="title with its type",
            ),
        ),
        migrations.AlterField(
            model_name="author",
            name="orcid",
            field=models.CharField(
                blank=True,
                max_length=19,
                validators=[archive.models.refuse_wrong_orcid],
                verbose_name="ORCID",
            ),
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("family", ""), _negated=True), ("literal", "")),
                    models.Q(
                        ("family", ""),
                        ("given", ""),
                        ("suffix", ""),
                        models.Q(("literal", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="author_is_person_or_body",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorship",
            constraint=models.UniqueConstraint(fields=("document", "author", "role"), name="authorship_once"),
        ),
        migrations.RunPython(part_suffixes, join_suffixes),
    ]
