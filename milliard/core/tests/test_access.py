import pytest
from django.contrib.auth.models import AnonymousUser

from milliard.core.access import authorize
from milliard.core.refusals import NotAllowed


def is_known(person: object, secret: str) -> bool:
    return person == secret


def test_the_policy_is_asked_about_whoever_acts() -> None:
    authorize("Awa", is_known, "Awa")
    with pytest.raises(NotAllowed):
        authorize("Awa", is_known, "Basile")
    with pytest.raises(NotAllowed):
        authorize(AnonymousUser(), is_known, "Awa")


def test_the_platform_itself_is_not_asked() -> None:
    authorize(None, is_known, "Awa")
