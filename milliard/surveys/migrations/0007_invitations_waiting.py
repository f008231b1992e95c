from django.db import migrations, models


class Migration(migrations.Migration):
    # A default of the database: instant on a long table, and the code of before can still insert.
    dependencies = [("surveys", "0006_find_by_version_and_number")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="is_waiting",
            field=models.BooleanField("e-mail à mettre en file", db_default=False, default=False),
        ),
    ]
