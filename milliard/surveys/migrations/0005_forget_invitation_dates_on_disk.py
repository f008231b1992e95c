from django.db import migrations

# A dropped column stays in the rows already written: PostgreSQL empties it only when it writes the table
# again. Ordered by a random digest, so that the places of the rows tell nothing either. A transaction of its
# own, because the rows a transaction has just replaced are copied too.
REWRITE = """
CLUSTER surveys_invitation USING surveys_invitation_token_digest_key;
ALTER TABLE surveys_invitation SET WITHOUT CLUSTER;
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_invitations_without_dates")]

    operations = [migrations.RunSQL(REWRITE, migrations.RunSQL.noop)]
