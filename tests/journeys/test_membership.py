"""A promise: «Adhérez en trois minutes, emportez vos données, partez quand vous voulez.»

One person, over HTTP, without a script: from the home page to the door, with a false HelloAsso and a true
mail server between.
"""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.db.models import F
from django.utils import timezone

from milliard.core.models import OutboxMail
from milliard.letters.enums import Lane
from milliard.letters.queue import send_slice
from milliard.letters.tests.factories import make_frozen_letter
from milliard.letters.tests.smtp_server import Mailbox, smtp_server
from milliard.members.models import Departure, Member, MembershipPeriod, RegisterEntry
from milliard.members.tests.factories import make_rates
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.territories.tests.factories import make_commune
from tests.harness.helloasso import settings_of

ADDRESS = "ada+milliard@exemple.org"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Somebody with a browser that runs no script."""

    def __init__(self, site: str) -> None:
        self.http = httpx.Client(base_url=site, follow_redirects=True, timeout=30)
        self.page: Any = None

    def reads(self, path: str, *words: str) -> None:
        """Open a page, which must be there and say so."""
        self.page = self.http.get(path)
        assert self.page.status_code == 200, (path, self.page.status_code)
        self.sees(*words)

    def sees(self, *words: str) -> None:
        for some in words:
            assert some in self.words, some

    @property
    def words(self) -> str:
        text = html.unescape(re.sub(r"<[^>]+>", " ", self.page.text))
        return " ".join(text.replace("\u202f", " ").split())

    def follows(self, label: str) -> None:
        """Press a link of the page by its words."""
        link = re.search(rf'<a\b[^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*?{label}', self.page.text, re.DOTALL)
        assert link, label
        self.reads(html.unescape(link[1]))

    def sends(self, path: str = "", **typed: str) -> None:
        """Post what is typed, with the form's own token."""
        token = _TOKEN.search(self.page.text)
        assert token
        where = path or str(self.page.url)
        self.page = self.http.post(
            where, data={"csrfmiddlewaretoken": token[1], **typed}, headers={"Referer": str(self.page.url)}
        )
        assert self.page.status_code == 200, (where, self.page.status_code)

    @property
    def path(self) -> str:
        return str(self.page.url.path)


@pytest.fixture
def fake() -> Iterator[FakeHelloAsso]:
    fake = FakeHelloAsso()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def visitor(committed_database: str, serve: Callable[..., str], fake: FakeHelloAsso) -> Iterator[Visitor]:
    make_rates()
    make_commune(name="Rennes", code="35238", postal_codes=["35000"])
    visitor = Visitor(serve(**settings_of(fake)))
    yield visitor
    visitor.http.close()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with smtp_server(box) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.LETTERS_PER_SECOND, settings.LETTERS_CONNECTIONS = 0, 1
        yield box


def discovers_and_joins(person: Visitor) -> Member:
    person.reads("/")
    person.follows("Adhérer")
    person.sends(email=ADDRESS)
    mail = OutboxMail.objects.filter(recipient=ADDRESS).latest("pk")
    code = re.search(r"^(\d{6})$", mail.body, re.MULTILINE)
    assert code
    person.sends(code=code[1], next="/adherer/moi/")
    assert person.path == "/adherer/moi/"
    person.sends(given_name="Ada", family_name="Exemple", commune="Rennes", country="")
    member = Member.objects.get()
    assert person.path == f"/adherer/{member.public_id}/cotisation/"
    return member


def pays_by_card(person: Visitor, member: Member) -> None:
    """Choose an amount, go to HelloAsso, come back: what counts is what HelloAsso says, not the way back."""
    person.sends(amount="2000", gift="5")
    request = member.dues_requests.get(closed_on=None).payment_request
    assert person.path == f"/paiement/{request.public_id}/"
    away = person.http.post(
        f"{person.path}en-ligne/",
        data={"csrfmiddlewaretoken": _TOKEN.search(person.page.text)[1]},  # type: ignore[index]
        headers={"Referer": str(person.page.url)},
        follow_redirects=False,
    )
    assert away.status_code == 303
    back = httpx.post(away.headers["Location"], data={"act": "Card", "tip": "150"})
    person.reads(httpx.URL(back.headers["Location"]).path, "Nous vérifions votre paiement")
    person.sends(f"/paiement/{request.public_id}/verifier/")
    person.sees("C’est payé, merci")
    request.refresh_from_db()
    assert (request.state, request.received_cents) == ("paid", 2500)


def a_year_passes(member: Member) -> None:
    """What was paid so far was paid 350 days earlier."""
    days = dt.timedelta(days=350)
    MembershipPeriod.objects.filter(member=member).update(
        starts_on=F("starts_on") - days, ends_on=F("ends_on") - days, opened_on=F("opened_on") - days
    )


def test_from_the_home_page_to_the_door(visitor: Visitor, mailbox: Mailbox) -> None:
    person = visitor
    member = discovers_and_joins(person)
    pays_by_card(person, member)

    person.reads("/mon-adhesion/", "Bonjour Ada", "Vous êtes membre jusqu’au")
    person.reads(f"/mon-adhesion/{member.public_id}/carte/", "Ma carte")
    member.refresh_from_db()
    stranger = httpx.get(person.http.base_url.join(f"/carte/{member.card_code}/"))
    assert "Valable" in stranger.text
    assert "Exemple" not in stranger.text

    assert send_slice(make_frozen_letter(Lane.LEGAL), seconds=10) is False
    assert [address for address, _ in mailbox.accepted] == [ADDRESS]

    a_year_passes(member)
    person.reads("/mon-adhesion/", "Votre adhésion finit le")
    person.reads(f"/adherer/{member.public_id}/cotisation/")
    pays_by_card(person, member)
    first, second = MembershipPeriod.objects.filter(member=member).order_by("starts_on")
    assert second.starts_on == first.ends_on + dt.timedelta(days=1)

    taken = person.http.get("/mon-compte/mes-donnees.json")
    assert taken.status_code == 200
    assert all(word in taken.text for word in ("Exemple", "Rennes", ADDRESS))

    person.reads(f"/mon-adhesion/{member.public_id}/quitter/", "Quitter le mouvement")
    person.sends()
    person.sees("revenir ne coûte rien")
    assert Departure.objects.get().effective_on == timezone.localdate()
    kinds = RegisterEntry.objects.filter(member=member).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["entered", "renewed", "left"]
    stranger = httpx.get(person.http.base_url.join(f"/carte/{member.card_code}/"))
    assert ">Valable<" not in stranger.text
