from django.db import migrations


class Migration(migrations.Migration):
    """An index for the name people type: no accents, no capitals, any part of it."""

    dependencies = [("territories", "0001_initial"), ("core", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX territories_commune_search ON territories_commune"
            " USING gin (milliard_plain(name) gin_trgm_ops)",
            "DROP INDEX territories_commune_search",
        ),
    ]
