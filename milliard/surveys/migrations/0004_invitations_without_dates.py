from django.db import migrations, models

# Anonymous collections: what a date of opening, spending or reminding would tell is forgotten for good.
FLAGS_FROM_DATES = """
UPDATE surveys_invitation SET is_opened = opened_at IS NOT NULL, is_spent = spent_at IS NOT NULL
WHERE opened_at IS NOT NULL OR spent_at IS NOT NULL;
UPDATE surveys_invitation AS i SET reminders = 0, reminded_at = NULL, response_id = NULL
FROM surveys_collection AS c WHERE c.id = i.collection_id AND c.is_anonymous AND i.is_spent;
-- The relation just emptied is checked now: a table whose checks still wait cannot be altered.
SET CONSTRAINTS ALL IMMEDIATE;
"""
PEOPLE = """
UPDATE surveys_response AS r SET people_invited = p.count
FROM (SELECT response_id, count(*) FROM surveys_contributor GROUP BY response_id) AS p
WHERE p.response_id = r.id;
"""
NOTHING = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_following_index")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="is_opened",
            field=models.BooleanField(default=False, verbose_name="a commencé une réponse"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="is_spent",
            field=models.BooleanField(default=False, verbose_name="utilisée"),
        ),
        migrations.AddField(
            model_name="response",
            name="people_invited",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="personnes invitées à répondre"
            ),
        ),
        migrations.RunSQL(FLAGS_FROM_DATES, NOTHING),
        migrations.RunSQL(PEOPLE, NOTHING),
        migrations.RemoveField(model_name="invitation", name="opened_at"),
        migrations.RemoveField(model_name="invitation", name="spent_at"),
    ]
