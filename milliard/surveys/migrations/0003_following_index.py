from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

NAME = "surveys_response_following"


class Migration(migrations.Migration):
    # Built while people answer: outside a transaction, hence what an interrupted run left is dropped first.
    atomic = False
    dependencies = [("surveys", "0002_consent_has_one_date")]

    operations = [
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="response",
            index=models.Index(
                fields=["collection"],
                include=("furthest_section", "furthest_question", "completed_at", "started_at", "origin"),
                name=NAME,
            ),
        ),
    ]
