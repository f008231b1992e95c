"""The day of one assembly: its people, each in a browser of their own, and what was looked at."""

import io
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.urls import reverse
from pypdf import PdfReader

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.models import Assembly, Resolution, RollEntry
from milliard.assemblies.tests.factories import make_voter
from milliard.members.models import Member
from milliard.members.tests.factories import make_member, make_period
from tests.browser.signing_in import sign_in
from tests.harness.browser import DESKTOP, PHONE, axe_violations, photograph, scrolls_sideways

#: Who has an account; the first presides, the second keeps the minutes. Then who has paper alone.
NAMES = (
    "Awa", "Bruno", "Chloé", "Driss", "Élise", "Farid", "Gaël", "Hélène", "Inès", "Jonas", "Karim", "Louise",
)  # fmt: skip
ON_PAPER = ("Maël", "Nora")
OPEN, CONFIDENTIAL, SECRET = "Rapport moral", "Budget de l’année", "Faire confiance au conseil"
TRUSTEES = ("Chloé", "Driss", "Élise")
#: Whose browser is that of a desk; everybody else has a phone.
AT_A_DESK = ("organisation", "registre", "Awa", "Driss", "Jonas")
#: Whose phone runs no script.
WITHOUT_SCRIPT = ("Farid",)
_FAMILY = "Inventé"
_PATIENCE_MS = 60_000


class Day:
    """Fourteen members and those who organise, with a browser each."""

    def __init__(self, open_page: Callable[..., Any], folder: Path) -> None:
        organiser = make_person(role=Role.ORGANISER)
        # The desk of the hall is the organiser's phone.
        apart = {"organisation": organiser, "accueil": organiser, "registre": make_person()}
        self.begin(open_page, folder, apart)
        today = make_voter(self._account(NAMES[0]), given_name=NAMES[0], family_name=_FAMILY).periods.get()
        for name in NAMES[1:]:
            make_voter(self._account(name), given_name=name, family_name=_FAMILY)
        for name in ON_PAPER:
            make_period(make_member(name, _FAMILY), today.starts_on)

    def begin(self, open_page: Callable[..., Any], folder: Path, accounts: Mapping[str, User]) -> None:
        """Nobody's browser is open yet; ``accounts``: whose each name is."""
        self._open, self.folder = open_page, folder
        self.accounts: dict[str, User] = dict(accounts)
        self._pages: dict[str, Any] = {}
        self.looked: dict[str, int] = {}
        self.spent: dict[str, float] = {}
        self._since = time.perf_counter()
        self.assembly_id = 0

    def _account(self, name: str) -> User:
        self.accounts[name] = make_person()
        return self.accounts[name]

    @property
    def assembly(self) -> Assembly:
        """As it stands now."""
        rows = Assembly.objects.select_related("statutes", "letter", "series")
        return rows.get(pk=self.assembly_id)

    def entry(self, name: str) -> RollEntry:
        return RollEntry.objects.select_related("member__account").get(
            assembly=self.assembly_id, member=Member.objects.get(given_name=name)
        )

    def resolution(self, title: str) -> Resolution:
        return Resolution.objects.select_related("election", "assembly").get(
            title=title, assembly=self.assembly_id
        )

    def at(self, name: str, path: str = "") -> Any:
        """The browser of somebody, at an address."""
        page = self._pages.get(name)
        if page is None:
            viewport = DESKTOP if name in AT_A_DESK else PHONE
            page = self._open("/sante/", viewport=viewport, javascript=name not in WITHOUT_SCRIPT)
            page.set_default_timeout(_PATIENCE_MS)
            if name in self.accounts:
                sign_in(page, self.accounts[name].email)
            self._pages[name] = page
        if path:
            page.goto(path)
        return page

    def url(self, name: str, *more: object) -> str:
        """An address of the assembly: «assemblies:live», «assemblies_desk:console»."""
        return reverse(name, args=[self.assembly.public_id, *more])

    def look(self, page: Any, name: str, *, within: str = "") -> None:
        """Nothing for axe to object to, nothing too wide: once for each kind of page and width."""
        width = page.viewport_size["width"]
        key = f"{name}, {width}"
        if key in self.looked:
            return
        assert axe_violations(page, within=within) == [], key
        assert within or not scrolls_sideways(page), key
        self.looked[key] = width
        photograph(page, f"assemblee-{name.replace(' ', '-')}")

    def note(self, chapter: str) -> None:
        now = time.perf_counter()
        self.spent[chapter], self._since = round(now - self._since, 1), now


def press(page: Any, button: str, *, within: Any = None) -> None:
    """Press the button of a form, and be on the page that answers."""
    with page.expect_navigation():
        (within or page).get_by_role("button", name=button).locator("visible=true").first.click()


def says(page: Any, *words: str) -> str:
    """The words of the page, on one line with plain spaces; these are among them."""
    text = " ".join(page.locator("body").inner_text().replace("\u00a0", " ").replace("\u202f", " ").split())
    for one in words:
        assert one in text, f"«{one}» is not on {page.url}: {text[:3_000]}"
    return text


def downloaded(page: Any, press_it: Callable[[], None]) -> bytes:
    with page.expect_download() as found:
        press_it()
    return Path(found.value.path()).read_bytes()


def words_of_pdf(content: bytes) -> str:
    """What somebody is told who listens to a paper: by `pdftotext`, or by pypdf where it is not."""
    if shutil.which("pdftotext"):
        command = ["pdftotext", "-layout", "-", "-"]
        text = subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode()
    else:
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
