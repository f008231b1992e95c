from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while people answer: the new index first, then the old one goes."""

    atomic = False
    dependencies = [("surveys", "0003_count_unseen_sections")]

    operations = [
        AddIndexConcurrently(
            model_name="response",
            index=models.Index(
                fields=["collection"],
                include=(
                    "furthest_section",
                    "furthest_question",
                    "completed_at",
                    "started_at",
                    "origin",
                    "unseen_sections",
                ),
                name="surveys_response_counts",
            ),
        ),
        RemoveIndexConcurrently(model_name="response", name="surveys_response_following"),
    ]
