"""The privacy page names every kind of data kept about people, why, and until when."""

from django.db.models import EmailField

from milliard.core.declarations import KeptData, our_apps
from milliard.website.legal import kept_data
from tests.harness.faults import assert_none

#: The address of a questionnaire's own team, shown to everybody.
PUBLIC = {("Collection", "contact_email")}


def declared_models() -> set[str]:
    return {name for kind in kept_data() for name in kind.models}


def impersonal_models() -> set[str]:
    return {name for config in our_apps() for name in config.impersonal_models}


def our_models() -> set[str]:
    return {
        model.__name__
        for config in our_apps()
        for model in config.get_models()
        if not hasattr(model, "pgh_tracked_model")
    }


def test_every_model_is_in_a_kind_or_says_nothing_of_anybody() -> None:
    assert_none(sorted(our_models() - declared_models() - impersonal_models()))
    assert_none(sorted((declared_models() | impersonal_models()) - our_models()))
    assert not declared_models() & impersonal_models()


def test_every_column_that_holds_an_address_or_a_person_is_in_a_kind() -> None:
    """Such a column makes its model personal, whatever the list above says."""
    personal = {
        getattr(model, "pgh_tracked_model", model).__name__  # the history of a row is of its kind
        for config in our_apps()
        for model in config.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EmailField) and (model.__name__, field.name) not in PUBLIC
    }
    assert personal
    assert_none(sorted(personal - declared_models()))


def test_each_kind_says_what_why_and_until_when() -> None:
    for kind in kept_data():
        assert isinstance(kind, KeptData)
        for words in (kind.kind, kind.what, kind.why, kind.until):
            assert len(words) > 5, kind
        for words in (kind.what, kind.why, kind.until):
            assert words.endswith((".", "?")), words
