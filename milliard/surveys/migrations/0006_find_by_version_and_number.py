import uuid

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

BY_VERSION = "surveys_response_by_version"
BY_NUMBER = "surveys_response_public_id_key"
NOTHING = migrations.RunSQL.noop


class Migration(migrations.Migration):
    # Built while people answer: outside a transaction, hence what an interrupted run left is dropped first.
    atomic = False
    dependencies = [("surveys", "0005_forget_invitation_dates_on_disk")]

    operations = [
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {BY_VERSION}", NOTHING),
        AddIndexConcurrently(
            model_name="response", index=models.Index(fields=["version", "collection"], name=BY_VERSION)
        ),
        # The index just built begins with the version: the key's own is dropped.
        migrations.AlterField(
            model_name="response",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="surveys.version",
            ),
        ),
        # «UNIQUE» on a column would build its index while nobody can answer; here it takes over a built one.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="response",
                    name="public_id",
                    field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                )
            ],
            database_operations=[
                migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {BY_NUMBER}", NOTHING),
                migrations.RunSQL(
                    f"CREATE UNIQUE INDEX CONCURRENTLY {BY_NUMBER} ON surveys_response (public_id)", NOTHING
                ),
                migrations.RunSQL(
                    f"ALTER TABLE surveys_response ADD CONSTRAINT {BY_NUMBER} UNIQUE USING INDEX {BY_NUMBER}",
                    f"ALTER TABLE surveys_response DROP CONSTRAINT {BY_NUMBER}",
                ),
            ],
        ),
    ]
