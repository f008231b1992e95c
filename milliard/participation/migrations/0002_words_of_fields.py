import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial")]

    operations = [
        migrations.AlterField(
            "assignment",
            "steps_done",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(),
                blank=True,
                default=list,
                size=None,
                verbose_name="étapes faites",
            ),
        ),
        migrations.AlterField(
            "calendarkey",
            "token",
            models.CharField(max_length=43, unique=True, verbose_name="adresse secrète"),
        ),
    ]
