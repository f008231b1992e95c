"""Every field of every table says nothing of anybody, or is listed with what becomes of it: `core.fates`."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from milliard.core.declarations import KeptData
from milliard.core.erasure_table import erasure_table, kept_fields, unlisted
from milliard.core.fates import Fate
from milliard.members.models import Member
from milliard.surveys.models import Quota
from milliard.website.legal import kept_data
from tests.harness.faults import assert_none


@pytest.fixture
def added() -> Iterator[list[tuple[type[models.Model], str]]]:
    """Fields added to a model by a test, gone with it: (model, name)."""
    fields: list[tuple[type[models.Model], str]] = []
    yield fields
    for model, name in fields:
        model._meta.local_fields.remove(model._meta.get_field(name))
        delattr(model, name)
        model._meta._expire_cache()
    apps.clear_cache()


def add_field(
    to: type[models.Model], name: str, field: "models.Field[str, str]"
) -> tuple[type[models.Model], str]:
    field.contribute_to_class(to, name)
    apps.clear_cache()
    return to, name


def test_every_field_of_every_model_is_listed_once() -> None:
    assert_none(unlisted())


def test_a_field_that_nobody_listed_is_named(added: list[tuple[type[models.Model], str]]) -> None:
    added.append(add_field(Member, "religion", models.CharField(max_length=20, default="")))
    added.append(add_field(Quota, "asked_by", models.EmailField(default="")))
    added.append(add_field(Quota, "rank", models.IntegerField(default=0)))  # words nothing of anybody
    assert unlisted() == [
        "members.Member.religion\u00a0: listed nowhere",
        "surveys.Quota.asked_by\u00a0: listed nowhere",
    ]


def test_each_kind_says_what_why_and_until_when() -> None:
    for kind in kept_data():
        assert isinstance(kind, KeptData)
        for words in (kind.kind, kind.what, kind.why, kind.until):
            assert len(words) > 5, kind
        for words in (kind.what, kind.why, kind.until):
            assert words.endswith((".", "?")), words


def test_what_stays_says_why_and_until_when() -> None:
    silent = [
        fields.model
        for _, fields, _ in kept_fields()
        if (fields.kept or fields.nameless) and not (fields.why and fields.until)
    ]
    assert_none(silent)


def test_every_line_of_the_table_is_in_french() -> None:
    """A field without words of its own gets some in `Fields.called`."""
    wordless = [
        f"{line.model._meta.label}.{name}"
        for _, lines in erasure_table()
        for line in lines
        for name, word in zip(line.names, line.words, strict=False)
        if not word
    ]
    assert_none(wordless)
    assert {line.fate for _, lines in erasure_table() for line in lines} == set(Fate)
