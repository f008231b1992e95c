from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="response",
            name="unseen_sections",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="sections jamais ouvertes"
            ),
        ),
    ]
