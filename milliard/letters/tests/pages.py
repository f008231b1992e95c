"""Who gets what from the addresses of letters."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.letters.enums import AddressTrouble, Lane
from milliard.letters.models import AddressState, Delivery, Letter, LetterLink, Segment
from milliard.letters.tests.factories import make_letter
from milliard.letters.writing import unsubscribe_url
from milliard.members.models import Member
from milliard.members.tests.factories import make_member
from tests.harness.addresses import (
    MEMBER,
    ORGANISER,
    TEAM,
    Budget,
    Page,
    Walk,
    everyone,
    signed_in,
    staff_only,
    staff_walk,
)


def token() -> dict[str, Any]:
    return {"token": unsubscribe_url(make_member()).rstrip("/").rpartition("/")[2]}


def stranger_token() -> dict[str, Any]:
    return {"token": "inventé"}


def link() -> dict[str, Any]:
    letter = make_letter()
    LetterLink.objects.create(letter=letter, position=1, url="https://exemple.invalid/a")
    return {"public_id": letter.public_id, "position": 1}


def letter() -> dict[str, Any]:
    return {"public_id": make_letter().public_id}


def segment() -> dict[str, Any]:
    return {"public_id": make_letter().segment.public_id}  # type: ignore[union-attr]


def address() -> dict[str, Any]:
    trouble, now = AddressTrouble.OPTED_OUT, timezone.now()
    name = f"b{AddressState.objects.count()}@exemple.invalid"
    made = AddressState.objects.create(address=name, trouble=trouble, since=now)
    return {"pk": made.pk}


def add_addresses(count: int) -> list[AddressState]:
    first, trouble = AddressState.objects.count(), AddressTrouble.HARD_BOUNCE
    return AddressState.objects.bulk_create(
        AddressState(address=f"a{first + n}@exemple.invalid", trouble=trouble, since=timezone.now())
        for n in range(count)
    )


def add_letters(count: int) -> None:
    listed = Segment.objects.create(name="Liste")
    Letter.objects.bulk_create(Letter(subject="Objet", source="…", segment=listed) for _ in range(count))


def add_segments(count: int) -> None:
    Segment.objects.bulk_create(Segment(name=f"Liste {number}") for number in range(count))


def add_proofs(count: int) -> None:
    known = Letter.objects.filter(lane=Lane.LEGAL, frozen_at__isnull=False).last()
    notice = known or Letter.objects.create(
        subject="Avis", source="…", lane=Lane.LEGAL, frozen_at=timezone.now()
    )
    people = Member.objects.bulk_create(Member(given_name="Ada", family_name="B") for _ in range(count))
    Delivery.objects.bulk_create(Delivery(letter=notice, member=one) for one in people)


def _act(name: str, post: int, made: Callable[[], Any] | None = letter, *, axe: Sequence[Walk] = ()) -> Page:
    page, posted = staff_only(TEAM, 200), staff_only(TEAM, post)
    return Page(f"letters_staff:{name}", page, post=posted, arguments=made, axe=axe)


def _list(name: str, path: str, grow: Callable[[int], object], *, queries: int = 14) -> Page:
    budget = Budget(grow, queries=queries, role=Role.ORGANISER, is_paged=True)
    return Page(f"letters_staff:{name}", staff_only(TEAM, 200), budget=budget, axe=[staff_walk(path)])


def _behind(path: str, link: str) -> list[Walk]:
    """The screen of one, as the demonstration has it."""
    return [Walk(f"/gestion/{path}", ORGANISER, link=link, staff=True)]


PAGES = [
    _list("letters", "lettres/", add_letters),
    Page(
        "letters_staff:letter",
        staff_only(TEAM, 200),
        arguments=letter,
        axe=_behind("lettres/", "Convocation à l’assemblée générale"),
    ),
    _act("letter_draft", 422, None, axe=[staff_walk("lettres/nouvelle/?liste=members.ending")]),
    _act("letter_edit", 422),
    # Nobody subscribed: refused above the form.
    _act("letter_schedule", 422),
    _act("letter_test", 422),
    _act("letter_cancel", 422),
    _act("letter_settle", 422),
    _act("letter_copy", 302),
    _list("segments", "listes/", add_segments),
    Page(
        "letters_staff:segment",
        staff_only(TEAM, 200),
        arguments=segment,
        axe=_behind("listes/", "Membres à jour"),
    ),
    _act("segment_create", 422, None, axe=[staff_walk("listes/nouvelle/")]),
    _act("segment_change", 422, segment),
    # Three more: the last notice, the one asked for, those one may choose.
    _list("proofs", "preuves-d-envoi/", add_proofs, queries=17),
    Page("letters_staff:proofs_export", staff_only(TEAM, 200), arguments=lambda: {"format": "csv"}),
    _list("addresses", "adresses/", add_addresses),
    Page("letters_staff:address", staff_only(TEAM, 200), arguments=address),
    # Whoever opted out comes back alone: refused above the form.
    _act("address_clear", 422, address),
    # Somebody without a member to choose for: there is nothing to post about.
    Page(
        "letters:my_subscription",
        signed_in(200),
        post=signed_in(404),
        axe=[Walk("/lettres/mon-abonnement/", MEMBER)],
    ),
    Page(
        "letters:confirm",
        everyone(409),
        post=everyone(409),
        arguments=stranger_token,
        axe=[Walk("/lettres/confirmer/faux/")],
    ),
    Page("letters:link", everyone(302), arguments=link),
    # No provider is set up: nothing is there.
    Page("letters:provider_news", everyone(405), post=everyone(404), arguments=lambda: {"provider": "brevo"}),
    Page(
        "letters:unsubscribe",
        everyone(200),
        post=everyone(200),
        arguments=token,
        axe=[Walk("/lettres/desabonnement/faux/")],
    ),
]
