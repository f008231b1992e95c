"""Versions follow one another, never change once open, and are compiled once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from engines.questionnaire.expressions import InvalidDefinition
from engines.questionnaire.model import Kind
from milliard.accounts.enums import Role
from milliard.core.refusals import NotAllowed
from milliard.surveys.models import Questionnaire, Version
from milliard.surveys.services.questionnaires import compiled_version, create_version, definition_of
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db


def test_numbers_follow_and_changes_are_said() -> None:
    first = create_version(code="recueil", definition=factories.definition(), by=None)
    later = factories.definition(factories.question("nom", label="Votre nom"), factories.question("ville"))
    second = create_version(code="recueil", definition=later, by=None)
    assert (first.number, second.number) == (1, 2)
    assert {(change["uid"], change["kind"]) for change in second.changes} == {
        ("nom", "wording"),
        ("ville", "added"),
    }
    assert definition_of(second) == later


def test_the_same_definition_gives_the_same_version_back() -> None:
    first = create_version(code="recueil", definition=factories.definition(), by=None)
    assert create_version(code="recueil", definition=factories.definition(), by=None) == first
    assert Version.objects.count() == 1


def test_what_does_not_compile_is_refused_and_leaves_nothing() -> None:
    broken = factories.definition(factories.question("a", relevant="${absente} = 1"))
    with pytest.raises(InvalidDefinition, match="absente"):
        create_version(code="recueil", definition=broken, by=None)
    assert not Questionnaire.objects.exists()


def test_a_bad_code_is_refused() -> None:
    with pytest.raises(ValidationError):
        create_version(code="avec espace", definition=factories.definition(), by=None)


def test_only_organisers_write_versions() -> None:
    with pytest.raises(NotAllowed):
        create_version(code="a", definition=factories.definition(), by=factories.user(Role.MEMBER))
    assert create_version(code="a", definition=factories.definition(), by=factories.organiser()).number == 1


def test_an_open_version_cannot_be_rewritten_even_in_sql() -> None:
    version = factories.open_collection().version
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(definition={"schema": 1})
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).delete()


def test_compiled_once_per_process_and_again_when_the_digest_differs() -> None:
    version = factories.version()
    assert compiled_version(version) is compiled_version(Version.objects.get(pk=version.pk))
    other = create_version(
        code=version.questionnaire.code,
        definition=factories.definition(factories.question("n", Kind.INTEGER)),
        by=None,
    )
    assert compiled_version(other) is not compiled_version(version)


def test_every_kind_survives_the_database() -> None:
    version = Version.objects.get(pk=factories.version(factories.every_kind()).pk)
    assert definition_of(version) == factories.every_kind()
