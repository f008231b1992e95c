from django.db import migrations, models

# Unlogged: these tables hold nothing that must survive a crash, and writing them costs no disk flush.
UNLOGGED_TABLES = """
CREATE UNLOGGED TABLE core_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
CREATE UNLOGGED TABLE core_rate_limit (
    key bytea NOT NULL PRIMARY KEY,
    hits integer NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX core_rate_limit_expires ON core_rate_limit (expires_at);
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
-- unaccent() is only STABLE because its dictionary could change; ours does not: an index may use this one.
CREATE FUNCTION milliard_plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT public.unaccent('public.unaccent', lower($1)) $$;
"""
DROP = """
DROP FUNCTION milliard_plain(text);
DROP TABLE core_rate_limit;
DROP TABLE core_cache;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(UNLOGGED_TABLES, DROP),
        migrations.CreateModel(
            name="OutboxMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField(auto_now_add=True, verbose_name="envoyé le")),
                ("recipient", models.EmailField(max_length=254, verbose_name="destinataire")),
                ("subject", models.CharField(max_length=250, verbose_name="objet")),
                ("body", models.TextField(verbose_name="texte")),
            ],
            options={
                "verbose_name": "courriel de démonstration",
                "verbose_name_plural": "courriels de démonstration",
                "ordering": ("-sent_at", "-pk"),
            },
        ),
    ]
