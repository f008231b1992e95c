from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='consent',
            name='created_at',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='updated_at',
        ),
    ]
