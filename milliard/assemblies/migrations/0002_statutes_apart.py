"""The statutes become an app of their own. Not a row moves: the tables stay, other models read them."""

import django.db.models.deletion
import pgtrigger.migrations
from django.db import migrations, models

MODELS = ("statutes", "majorityrule", "college")
ACTS = ("statutes.written", "statutes.adopted")


def rename(apps, source, target):
    """Content types, with the rights and journal lines that hang on them, and the codes of these lines."""
    content_type = apps.get_model("contenttypes", "ContentType")
    line = apps.get_model("wagtailcore", "ModelLogEntry")
    for model in MODELS:
        held = content_type.objects.filter(app_label=source, model=model).first()
        if held is None:
            continue  # a new database: Django makes them after the last migration
        # Who stopped between the two migrations has new ones beside those in use: they say the same.
        for made in content_type.objects.filter(app_label=target, model=model):
            line.objects.filter(content_type=made).update(content_type=held)
            apps.get_model("auth", "Permission").objects.filter(content_type=made).delete()
            made.delete()
        held.app_label = target
        held.save(update_fields=["app_label"])
    for act in ACTS:
        line.objects.filter(action=f"{source}.{act}").update(action=f"{target}.{act}")


def forwards(apps, schema_editor):
    rename(apps, "assemblies", "statutes")


def backwards(apps, schema_editor):
    rename(apps, "statutes", "assemblies")


class Migration(migrations.Migration):
    dependencies = [
        ("assemblies", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("statutes", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        # The one of `statutes`, of another name, keeps the same rows.
        pgtrigger.migrations.RemoveTrigger(model_name="statutes", name="statutes_kept"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="rollentry",
                    name="college",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="statutes.college",
                    ),
                ),
                migrations.AlterField(
                    model_name="resolution",
                    name="college",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="statutes.college",
                        verbose_name="collège",
                    ),
                ),
                migrations.AlterField(
                    model_name="assembly",
                    name="statutes",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assemblies",
                        to="statutes.statutes",
                        verbose_name="statuts",
                    ),
                ),
                migrations.DeleteModel(name="College"),
                migrations.DeleteModel(name="MajorityRule"),
                migrations.DeleteModel(name="Statutes"),
            ],
        ),
        migrations.RunPython(forwards, backwards),
    ]
