"""A member finds something to do, comes, takes the calendar, enters a group; with JavaScript and without."""

from collections.abc import Callable
from typing import Any

import pytest

from milliard.members.models import Member
from milliard.participation.enums import AssignmentState, RsvpState, SeatState
from milliard.participation.models import Assignment, GroupSeat, Rsvp
from tests.browser.signing_in import sign_in
from tests.harness.addresses import MEMBER
from tests.harness.browser import DESKTOP, PHONE, scrolls_sideways

Open = Callable[..., Any]


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration, as `make demo` shows it."""
    return country_site


@pytest.mark.parametrize(
    ("viewport", "scheme", "javascript"),
    [(PHONE, "dark", False), (DESKTOP, "light", True)],
    ids=["phone-no-script", "desktop"],
)
def test_a_member_takes_part(
    open_page: Open, viewport: dict[str, int], scheme: str, javascript: bool
) -> None:
    member = Member.objects.get(email=MEMBER)
    for model in (Assignment, Rsvp):
        model.objects.filter(member=member).delete()
    GroupSeat.objects.filter(member=member, is_referent=False).delete()
    page = open_page("/agir/", viewport=viewport, scheme=scheme, javascript=javascript)
    sign_in(page, MEMBER)
    page.select_option("[name=temps]", "60")
    page.click("text=Montrer")
    page.click("a:text-is('Parler du mouvement à deux proches') >> nth=0")
    page.click("text=Prendre cette mission")
    page.fill("[name=minutes_spent]", "40")
    page.click("text=Dire que c’est fait")
    assert "Mission faite" in page.inner_text(".taking__box")
    assert Assignment.objects.get(member=member).state == AssignmentState.DONE

    page.goto("/agir/evenements/")
    page.click("a:text-is('Assemblée de quartier')")
    page.fill("[name=guests]", "2")
    page.click("button:has-text('Je viens')")
    assert "votre place est gardée" in page.inner_text(".taking__box")
    assert Rsvp.objects.get(member=member).state == RsvpState.GOING
    address = page.get_attribute("a:text-is('Ajouter à mon agenda (ICS)')", "href")
    assert page.request.get(address).text().startswith("BEGIN:VCALENDAR")

    page.goto("/agir/groupes/renover-ensemble/")
    page.click("text=Entrer dans le groupe")
    assert "vous en êtes" in page.inner_text(".taking__box")
    assert GroupSeat.objects.filter(member=member, state=SeatState.IN, is_referent=False).exists()
    assert not scrolls_sideways(page)
