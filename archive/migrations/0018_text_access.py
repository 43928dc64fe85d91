from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0017_two_printed_pages")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="text_access",
            field=models.CharField(
                choices=[
                    ("open", "open to everyone"),
                    ("premises", "on the premises alone"),
                    ("staff", "for the library’s staff alone"),
                ],
                default="open",
                help_text="the record is found and cited by everyone, whoever may read the text",
                max_length=10,
                verbose_name="text may be read",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="open_from",
            field=models.DateField(
                blank=True,
                help_text="an embargo: on this day the text opens by itself",
                null=True,
                verbose_name="open to everyone from",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(text_access__in=["open", "premises", "staff"]),
                name="document_text_access",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(open_from=None) | ~models.Q(text_access="open"),
                name="embargo_is_of_closed_text",
            ),
        ),
    ]
