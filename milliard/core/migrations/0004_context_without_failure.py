from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What pghistory installs fails and catches its failure wherever no context is set, for each row written: a
# transaction of its own within the transaction, which costs more than the line of history. This one asks.
ATTACH_CONTEXT = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid AS $$
DECLARE
    given_id text := current_setting('pghistory.context_id', true);
    given_metadata text := current_setting('pghistory.context_metadata', true);
BEGIN
    IF coalesce(given_id, '') = '' OR coalesce(given_metadata, '') = '' THEN
        RETURN NULL;
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
        VALUES (given_id::uuid, given_metadata::jsonb, NOW(), NOW())
        ON CONFLICT (id) DO UPDATE SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
            WHERE pghistory_context.metadata != EXCLUDED.metadata;
    RETURN given_id::uuid;
END;
$$ LANGUAGE plpgsql
"""


def install_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from pghistory.models import Context

    Context.install_pgh_attach_context_func(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_search_index"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(ATTACH_CONTEXT, migrations.RunSQL.noop),
        migrations.RunPython(migrations.RunPython.noop, install_again),
    ]
