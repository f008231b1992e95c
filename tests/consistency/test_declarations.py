"""What apps declare exists, and is theirs."""

import uuid

from django.db.models import Model
from django.urls import reverse
from django.utils.module_loading import import_string

from milliard.accounts.enums import Role
from milliard.core.declarations import MilliardAppConfig, PersonData, our_apps
from milliard.payments.purposes import purposes as payment_purposes
from tests.consistency.test_layers import layer_of

#: Attributes that hold one dotted name.
NAMES = (
    "housekeeping",
    "erase_again",
    "person_data",
    "member_data",
    "kept_data",
    "replays",
    "search_sources",
    "home_figure",
    "member_panel",
    "payment_purposes",
    "segment_facts",
    "society_groups",
    "mails",
    "ready_segments",
    "writing_screen",
)


def dotted_names(config: MilliardAppConfig) -> dict[str, str]:
    names = {name: getattr(config, name, "") for name in NAMES}
    return {name: path for name, path in names.items() if path} | dict(config.staff_panels)


def test_every_app_of_the_tree_declares_itself_the_same_way() -> None:
    assert {config.name.rpartition(".")[2] for config in our_apps()} == {
        app for app in layer_of() if app_exists(app)
    }


def app_exists(app: str) -> bool:
    from importlib.util import find_spec

    return find_spec(f"milliard.{app}") is not None


def test_a_declared_name_exists_in_the_app_that_declares_it() -> None:
    wrong = []
    for config in our_apps():
        for name, path in dotted_names(config).items():
            if not path.startswith(f"{config.name}.") or not callable_or_record(import_string(path)):
                wrong.append(f"{config.label}.{name}: {path}")
    assert not wrong


def test_whoever_pays_comes_back_to_a_page_that_exists() -> None:
    purposes = list(payment_purposes())
    assert purposes
    for purpose in purposes:
        assert reverse(purpose.return_url_name, args=[uuid.uuid4()]), purpose.code


def callable_or_record(found: object) -> bool:
    return callable(found) or isinstance(found, PersonData | tuple | list)


def test_codes_begin_with_their_app_and_rights_are_of_roles_that_exist() -> None:
    wrong = [
        f"{config.label}: {code}"
        for config in our_apps()
        for code in config.journal_codes
        if not code.startswith(f"{config.label}.")
    ]
    roles = {role.value for role in Role}
    wrong += [
        f"{config.label}: {role}"
        for config in our_apps()
        for role in config.staff_rights
        if role not in roles
    ]
    assert not wrong


def test_panels_are_added_to_screens_of_lower_apps() -> None:
    heights = layer_of()
    screens = [(config.label, screen) for config in our_apps() for screen in config.staff_panels]
    assert screens
    assert not [pair for pair in screens if heights[pair[1].partition(".")[0]] >= heights[pair[0]]]


def test_an_erased_person_is_forgotten_by_every_app_that_knows_them() -> None:
    """An app whose rows point at a person says what becomes of them: it declares `person_data`, or keeps only
    who did an accountable act (a relation that protects the row)."""
    from django.contrib.auth import get_user_model
    from django.db.models import PROTECT

    user = get_user_model()
    declaring = {config.label for config in our_apps() if config.person_data}
    forgotten = [
        f"{model._meta.label}.{field.name}"
        for config in our_apps()
        for model in config.get_models()
        for field in model._meta.get_fields()
        if points_at(field, user) and config.label not in declaring | {"accounts"}
        if getattr(field.remote_field, "on_delete", None) is not PROTECT
    ]
    assert not forgotten


def points_at(field: object, user: type[Model]) -> bool:
    """Whether it is a relation of ours to a person (Wagtail's own, on pages, it empties itself)."""
    is_relation = getattr(field, "many_to_one", False) and getattr(field, "related_model", None) is user
    return bool(is_relation) and field.model.__module__.startswith("milliard.")  # type: ignore[attr-defined]
