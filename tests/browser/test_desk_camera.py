"""The desk reads codes with a camera: Chromium's own false camera, and a reader of QR codes at its edge.

Chromium on Linux has no reader of QR codes: the test gives one, which must be handed pictures of the camera
that the page's own policy let it open. What it says it read is what a member's page draws.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.enums import MarkKind
from milliard.assemblies.models import AttendanceMark, RollEntry
from milliard.assemblies.tests.factories import entries_of, make_assembly, make_voter
from milliard.assemblies.tests.people import browser_of
from milliard.assemblies.views.own import desk_address
from milliard.ui.qr import draw_qr
from tests.browser.signing_in import sign_in
from tests.harness.browser import PHONE, faults_of, wait_until

#: Reads what the test says, of pictures that are really there.
_READER = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["code_128", "qr_code"]; }
  async detect(source) {
    const isLive = source instanceof HTMLVideoElement && source.videoWidth > 0 && !source.paused;
    if (!isLive) throw new Error("no picture");
    return window.toRead ? [{ rawValue: window.toRead, format: "qr_code" }] : [];
  }
};
"""
_SCAN = "Lire un code avec l’appareil photo"


@pytest.fixture
def desk_with_camera(chromium: Any, site: str, open_page: Callable[..., Any]) -> Iterator[Any]:
    """A phone with a camera, signed in as the team: `open(entry, reader=…)` -> its page of the desk."""
    contexts = []

    def open_(entry: RollEntry, *, reader: str = _READER) -> Any:
        context = chromium.new_context(
            viewport=PHONE, locale="fr-FR", base_url=site, permissions=["camera"], reduced_motion="reduce"
        )
        contexts.append(context)
        context.add_init_script(reader)
        page = open_page("/sante/", context=context)
        sign_in(page, make_person(role=Role.ORGANISER).email)
        page.goto(reverse("assemblies_desk:desk", args=[entry.assembly.public_id]))
        wait_until(page, "document.getElementById('desk').dataset.roll !== undefined")
        return page

    yield open_
    for context in contexts:
        context.close()


def test_the_code_that_somebody_shows_is_read_and_they_are_there(desk_with_camera: Any) -> None:
    ana, bea = entries_of(make_assembly(members=[make_voter(given_name=name) for name in ("Ana", "Béa")]))
    page = desk_with_camera(ana)
    page.get_by_role("button", name=_SCAN).click()
    wait_until(page, "document.querySelector('#camera video').videoWidth > 0")
    assert page.get_by_role("button", name="Arrêter la lecture").is_visible()
    assert faults_of(page) == []
    # Something else in front of it, then the code of another assembly: said, and it goes on looking.
    page.evaluate("window.toRead = 'https://exemple.invalid/menu'")
    page.get_by_text("Ce code n’est pas celui d’une assemblée.").wait_for()
    page.evaluate("code => { window.toRead = code }", desk_address(_elsewhere()))
    page.get_by_text("Ce code est celui d’une autre assemblée.").wait_for()
    page.evaluate("code => { window.toRead = code }", desk_address(ana))
    page.locator(".person", has_text=ana.member.name).wait_for()
    assert page.locator("#camera").is_hidden()
    assert page.evaluate("document.querySelector('#camera video').srcObject") is None
    page.get_by_role("button", name="Noter son arrivée").click()
    page.get_by_text("C’est noté\u00a0: arrivée.").wait_for()
    # The next one, without network, by the bare code.
    page.context.set_offline(True)
    page.evaluate("code => { window.toRead = code }", bea.code.lower())
    page.get_by_role("button", name=_SCAN).click()
    page.locator(".person", has_text=bea.member.name).wait_for()
    page.get_by_role("button", name="Noter son arrivée").click()
    page.get_by_text("1 ligne en attente de réseau").wait_for()
    page.context.set_offline(False)
    wait_until(page, "document.getElementById('kept').hidden")
    rows = AttendanceMark.objects.order_by("pk").values_list("entry", "kind")
    assert list(rows) == [(ana.pk, MarkKind.ARRIVED), (bea.pk, MarkKind.ARRIVED)]
    _without_a_reader_nothing_is_shown(desk_with_camera, ana)
    _stopped_the_camera_is_off(page)


def _elsewhere() -> RollEntry:
    return entries_of(make_assembly())[0]


def _without_a_reader_nothing_is_shown(desk_with_camera: Any, entry: RollEntry) -> None:
    for reader in ("delete window.BarcodeDetector", _READER.replace("qr_code", "aztec")):
        page = desk_with_camera(entry, reader=reader)
        assert page.get_by_role("button", name=_SCAN).is_hidden()


def _stopped_the_camera_is_off(page: Any) -> None:
    page.evaluate("window.toRead = ''")
    page.get_by_role("button", name=_SCAN).click()
    wait_until(page, "document.querySelector('#camera video').videoWidth > 0")
    tracks = page.evaluate_handle("document.querySelector('#camera video').srcObject.getTracks()")
    page.get_by_role("button", name="Arrêter la lecture").click()
    assert tracks.evaluate("all => all.map((one) => one.readyState)") == ["ended"]
    assert page.get_by_role("button", name=_SCAN).evaluate("one => one === document.activeElement")


@pytest.mark.django_db
def test_what_a_member_shows_is_an_address_of_the_desk() -> None:
    ana, _ = entries_of(make_assembly(members=[make_voter(given_name="Ana"), make_voter()]))
    page = browser_of(ana).get(reverse("assemblies:assembly", args=[ana.assembly.public_id]))
    assert f'<path d="{draw_qr(desk_address(ana)).d}">' in page.content.decode()
    path = desk_address(ana).partition("//")[2].partition("/")[2]
    desk = make_person(role=Role.ORGANISER)
    shown = signed_in(desk).get(f"/{path}")
    assert ana.member.name in shown.content.decode()
    assert "camera=(self)" in shown.headers["Permissions-Policy"]
    assert "camera=()" in page.headers["Permissions-Policy"]
