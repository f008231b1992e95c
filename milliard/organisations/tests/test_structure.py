"""A network, a partner, an organisation can enter neither the register nor a roll."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

#: What leads anywhere: accounts, and Wagtail's own tables of content types and pages.
_CROSSROADS = {"accounts", "contenttypes", "auth", "territories"}


def relations_of(model: type[Model]) -> Iterator[type[Model]]:
    """The models this one points at."""
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if getattr(field, "many_to_one", False) and isinstance(target, type):
            yield target


def test_no_model_here_leads_to_a_member_and_none_of_members_leads_here() -> None:
    ours = set(apps.get_app_config("organisations").get_models())
    assert ours
    seen, waiting = set(), set(ours)
    while waiting:
        model = waiting.pop()
        seen.add(model)
        waiting |= {
            target
            for target in relations_of(model)
            if target not in seen and target._meta.app_label not in _CROSSROADS
        }
    assert apps.get_model("members.Member") not in seen
    assert not {model for model in seen if model._meta.app_label in {"members", "assemblies"}}
    voters = set(apps.get_app_config("members").get_models())
    assert not [model for model in voters if ours & set(relations_of(model))]


@pytest.mark.django_db
def test_no_key_of_the_database_joins_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f'"
        )
        joined = cursor.fetchall()
    assert [pair for pair in joined if pair[0].startswith("organisations_")]
    both = {"organisations", "members"}
    crossing = [pair for pair in joined if {name.split("_")[0] for name in pair} == both]
    assert not crossing
