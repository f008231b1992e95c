"""The erasure does what the table says: every field said to be erased no longer holds what it held.

Each app whose table erases something makes, in `tests/factories.py`, `rows_of_a_person(user)`: everything it
may hold of somebody. One person is erased, another stays.
"""

import importlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models

from milliard.accounts.models import User
from milliard.accounts.services import erase_account
from milliard.accounts.tests.factories import make_person
from milliard.core.declarations import our_apps
from milliard.core.erasure_table import kept_by
from milliard.core.fates import ANY, Fields
from milliard.surveys.models import Response
from milliard.surveys.services.access import response_key
from milliard.surveys.services.erasure import erase_response
from tests.harness.faults import assert_none

#: Model -> row -> field -> what it holds.
Held = dict[type[models.Model], dict[Any, dict[str, Any]]]


def erasing() -> Iterator[tuple[str, Fields, type[models.Model]]]:
    """(app, fields, model) of what erases something."""
    for config in our_apps():
        for _, fields, model in kept_by(config):
            if fields.erased:
                yield config.name, fields, model


def names_erased(fields: Fields) -> list[str]:
    return [name for name in fields.erased.split() if name != ANY]


def held() -> Held:
    found: Held = defaultdict(dict)
    for _, fields, model in erasing():
        for row in model._base_manager.all():
            found[model].setdefault(row.pk, {}).update(
                {name: value_of(row, name) for name in names_erased(fields)}
            )
    return found


def value_of(row: models.Model, name: str) -> Any:
    field: Any = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    value = getattr(row, field.attname)
    if isinstance(value, memoryview):
        return bytes(value)
    return str(value) if isinstance(field, models.FileField) else value


def write_rows_of(person: User) -> None:
    for app in sorted({app for app, _, _ in erasing()}):
        importlib.import_module(f"{app}.tests.factories").rows_of_a_person(person)
    person.refresh_from_db()


@pytest.mark.django_db
def test_every_field_said_to_be_erased_is(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path
    staying, leaving = make_person(), make_person()
    write_rows_of(staying)
    before_both = held()
    write_rows_of(leaving)
    mine: Held = {model: of_one(rows, before_both[model], leaving) for model, rows in held().items()}
    assert_none([model._meta.label for _, _, model in erasing() if not mine.get(model)])
    erase_account(user=leaving, by=leaving)
    for response in Response.objects.filter(pk__in=mine[Response]):
        erase_response(collection=response.collection, key=response_key(response))
    after = held()
    assert_none(still_there(mine, after))
    assert_none(emptied_by_mistake(before_both, after, leaving))
    assert_none(in_histories(mine))


def of_one(
    rows: dict[Any, dict[str, Any]], of_both: dict[Any, dict[str, Any]], person: User
) -> dict[Any, Any]:
    """Rows written since, and the account itself, which was there before."""
    return {
        pk: values
        for pk, values in rows.items()
        if pk not in of_both or values.get("email") == person.email or values.get("user") == person.pk
    }


def still_there(mine: Held, after: Held) -> list[str]:
    return [
        f"{model._meta.label}.{name}"
        for model, rows in mine.items()
        for pk, values in rows.items()
        for name, value in values.items()
        if value and after[model].get(pk, {}).get(name) == value
    ]


def emptied_by_mistake(before: Held, after: Held, leaving: User) -> list[str]:
    """What was of the one who stays."""
    return [
        f"{model._meta.label} {pk}"
        for model, rows in before.items()
        for pk, values in rows.items()
        if not (model is User and pk == leaving.pk) and not is_of(model, values, leaving)
        if after[model].get(pk) != values
    ]


def is_of(model: type[models.Model], values: dict[str, Any], person: User) -> bool:
    return values.get("user") == person.pk or values.get("email") == person.email


def in_histories(mine: Held) -> list[str]:
    """Rows of a history that still hold something of a row erased."""
    found = []
    for _, fields, model in erasing():
        for event in getattr(model, "pgh_event_models", {}).values():
            for row in event.objects.filter(pgh_obj__in=list(mine[model])):
                found += [
                    f"{event.__name__}.{name}"
                    for name in names_erased(fields)
                    if str(value_of(row, name) or "").strip()
                ]
    return sorted(set(found))


def test_a_field_that_stays_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    assert still_there({User: {1: {"email": "a@b.c"}}}, {User: {1: {"email": "a@b.c"}}}) == [
        "accounts.User.email"
    ]
