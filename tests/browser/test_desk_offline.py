"""The desk in a browser whose network fails: nothing noted is lost, and everything arrives in its order."""

from collections.abc import Callable
from typing import Any

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.enums import MarkKind
from milliard.assemblies.models import AttendanceMark, RollEntry
from milliard.assemblies.services.attendance import mark_leaving
from milliard.assemblies.tests.factories import come, entries_of, make_assembly, make_voter
from tests.browser.signing_in import sign_in
from tests.harness.browser import PHONE, wait_until

_KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('accueil:')).length"

#: As if noted two minutes ago: an age travels as long as its request does, and a busy machine takes seconds.
_NOTED_EARLIER = """
for (const name of Object.keys(localStorage).filter((one) => one.startsWith('accueil:'))) {
  const line = JSON.parse(localStorage.getItem(name));
  localStorage.setItem(name, JSON.stringify({ ...line, at: line.at - 120000 }));
}
"""


def desk(open_page: Callable[..., Any], entry: RollEntry) -> Any:
    """A desk signed in, the roll taken."""
    page = open_page("/", viewport=PHONE)
    sign_in(page, make_person(role=Role.ORGANISER).email)
    page.goto(f"/assemblees/{entry.assembly.public_id}/accueil/")
    wait_until(page, "document.getElementById('desk').dataset.roll !== undefined")
    return page


def find(page: Any, typed: str) -> None:
    page.get_by_label("Numéro, nom, ou code").fill(typed)
    page.get_by_role("button", name="Chercher").click()
    page.locator(".person").first.wait_for()


def lines(entry: RollEntry) -> list[tuple[int, str]]:
    rows = AttendanceMark.objects.filter(assembly=entry.assembly_id).order_by("pk")
    return [(number, kind) for number, kind in rows.values_list("entry__number", "kind")]


def test_the_desk_in_a_browser(site: str, open_page: Callable[..., Any]) -> None:
    """One site for its four stories: starting one costs more than all of them."""
    assert site
    _arrivals_noted_without_network_survive_a_reload_and_leave_in_order(open_page)
    _with_a_network_an_arrival_is_one_gesture_and_the_page_stays(open_page)
    _a_conflict_is_shown_and_kept_until_somebody_decides(open_page)
    _without_script_the_desk_does_the_same(open_page)


def _arrivals_noted_without_network_survive_a_reload_and_leave_in_order(
    open_page: Callable[..., Any],
) -> None:
    members = [make_voter(given_name=name, family_name="Exemple") for name in ("Ana", "Béatrice")]
    ana, bea = entries_of(make_assembly(members=members))
    page = desk(open_page, ana)
    page.context.set_offline(True)
    find(page, "beatrice")
    page.get_by_role("button", name="Noter son arrivée").click()
    page.get_by_text("1 ligne en attente de réseau").wait_for()
    find(page, str(ana.number))
    page.get_by_role("button", name="Noter son arrivée").click()
    page.get_by_text("2 lignes en attente de réseau").wait_for()
    assert lines(ana) == []
    other = page.context.new_page()  # the page went away: what it kept is there for the next
    page.close()
    page.context.set_offline(False)
    other.goto(f"/assemblees/{ana.assembly.public_id}/accueil/")
    wait_until(other, f"{_KEPT} === 0")
    assert lines(ana) == [(bea.number, MarkKind.ARRIVED), (ana.number, MarkKind.ARRIVED)]
    assert all(mark.claimed_at is not None for mark in AttendanceMark.objects.all())
    assert other.locator("#kept").is_hidden()

    other.close()


def _with_a_network_an_arrival_is_one_gesture_and_the_page_stays(open_page: Callable[..., Any]) -> None:
    ana, *_ = entries_of(make_assembly())
    page = desk(open_page, ana)
    find(page, ana.code)
    page.get_by_role("button", name="Noter son arrivée").dblclick()
    page.get_by_text("C’est noté\u00a0: arrivée.").wait_for()
    assert lines(ana) == [(ana.number, MarkKind.ARRIVED)]
    assert page.locator(".counts dd").first.inner_text() == "1"
    assert page.evaluate("document.activeElement.id") == "id_q"


def _a_conflict_is_shown_and_kept_until_somebody_decides(open_page: Callable[..., Any]) -> None:
    ana, *_ = entries_of(make_assembly())
    page = desk(open_page, ana)
    page.context.set_offline(True)
    find(page, str(ana.number))
    page.get_by_role("button", name="Noter son arrivée").click()
    page.get_by_text("1 ligne en attente de réseau").wait_for()
    come(ana)  # another desk saw them come, and leave
    mark_leaving(entry=ana, by=None)
    page.evaluate(_NOTED_EARLIER)
    page.context.set_offline(False)
    page.get_by_text("Un autre accueil a noté depuis\u00a0: départ").wait_for()
    page.reload()
    page.get_by_text("Un autre accueil a noté depuis\u00a0: départ").wait_for()
    page.get_by_role("button", name="Noter quand même, maintenant").click()
    wait_until(page, f"{_KEPT} === 0")
    assert [kind for _, kind in lines(ana)] == [MarkKind.ARRIVED, MarkKind.LEFT, MarkKind.ARRIVED]


def _without_script_the_desk_does_the_same(open_page: Callable[..., Any]) -> None:
    ana, *_ = entries_of(make_assembly())
    page = open_page("/", viewport=PHONE, javascript=False)
    sign_in(page, make_person(role=Role.ORGANISER).email)
    page.goto(f"/assemblees/{ana.assembly.public_id}/accueil/")
    find(page, str(ana.number))
    page.get_by_role("button", name="Noter son arrivée").click()
    page.get_by_text("arrivée notée").wait_for()
    page.get_by_role("button", name="Noter son départ").click()
    page.get_by_text("départ noté").wait_for()
    assert [kind for _, kind in lines(ana)] == [MarkKind.ARRIVED, MarkKind.LEFT]
