"""The invented movement as rows, some tables at a time: what the services would have written, day after day.

`demo/tests/test_movement.py` holds every request, payment and period to what the services count again.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from django.db import models
from django.utils import timezone

from demo.generator.draws import Draws
from demo.movement.people import Paid, Person
from milliard.accounts.models import User
from milliard.letters.enums import Rhythm
from milliard.letters.models import Subscription
from milliard.members.consents import ON_LEAVING, WORDINGS
from milliard.members.enums import ConsentPurpose, DepartureKind, EntryKind, Source
from milliard.members.models import (
    Departure,
    DuesRates,
    DuesRequest,
    Member,
    MemberConsent,
    MemberProfile,
    MembershipPeriod,
    RegisterEntry,
)
from milliard.members.purposes import DUES
from milliard.payments.enums import Means, PartKind, RequestState
from milliard.payments.models import Allocation, Payment, PaymentRequest, RequestPart
from milliard.payments.references import ALPHABET, reference_of
from milliard.territories.models import Commune

INVENTED = "Personne inventée pour la démonstration."
_BATCH = 1_000
_LEFT = {DepartureKind.RESIGNED: "démission", DepartureKind.DECEASED: "décès"}


def write_people(draws: Draws, people: Sequence[Person]) -> dict[int, Member]:
    """Members, what they said of themselves and agreed to; by the number of the person."""
    communes = Commune.objects.in_bulk({person.commune for person in people})
    accounts = {user.email: user for user in User.objects.filter(email__endswith="@exemple.fr")}
    rows = [_member(draws, person, communes, accounts) for person in people]
    members = {
        person.number: row
        for person, row in zip(people, Member.objects.bulk_create(rows, _BATCH), strict=True)
    }
    MemberProfile.objects.bulk_create(
        (_profile(person, members[person.number]) for person in people if _says(person)), _BATCH
    )
    MemberConsent.objects.bulk_create(_consents(people, members), _BATCH)
    Subscription.objects.bulk_create(
        (
            Subscription(member=members[person.number], rhythm=draws.pick(_RHYTHMS))
            for person in people
            if person.wants_news and person.left is None
        ),
        _BATCH,
    )
    return members


_RHYTHMS = {Rhythm.AT_ONCE: 0.7, Rhythm.WEEKLY: 0.1, Rhythm.MONTHLY: 0.2}


def _member(
    draws: Draws, person: Person, communes: Mapping[str, Commune], accounts: Mapping[str, User]
) -> Member:
    return Member(
        account=accounts.get(person.account),
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        phone="" if person.left else person.phone,
        commune=communes.get(person.commune),
        source=Source.FORM if person.email else Source.TEAM,
        card_code="".join(draws.choices(ALPHABET, k=20)) if person.paid else "",
    )


def _says(person: Person) -> bool:
    return person.left is None and bool(person.birth_year or person.skills)


def _profile(person: Person, member: Member) -> MemberProfile:
    return MemberProfile(
        member=member,
        birth_year=person.birth_year,
        gender=person.gender,
        occupation=person.occupation,
        skills=person.skills,
        times=person.times,
        wants_lot=person.wants_lot,
    )


def _consents(people: Sequence[Person], members: Mapping[int, Member]) -> Iterable[MemberConsent]:
    for person in people:
        said = {
            ConsentPurpose.NEWSLETTER: person.wants_news,
            ConsentPurpose.PHONE: bool(person.phone),
            ConsentPurpose.BIRTH_YEAR: person.birth_year is not None,
            ConsentPurpose.GENDER: bool(person.gender),
            ConsentPurpose.OCCUPATION: bool(person.occupation),
            ConsentPurpose.SKILLS: bool(person.skills),
            ConsentPurpose.TIME: bool(person.times),
            ConsentPurpose.LOT: person.wants_lot,
        }
        given = [purpose for purpose, is_given in said.items() if is_given]
        member = members[person.number]
        for is_given in (True, False) if person.left else (True,):
            for purpose in given:
                wording = WORDINGS[purpose] if is_given else ON_LEAVING
                yield MemberConsent(member=member, purpose=purpose, is_given=is_given, wording=wording)


def write_dues(
    draws: Draws,
    people: Sequence[Person],
    members: Mapping[int, Member],
    rates: DuesRates,
    receivers: Mapping[Means, User],
) -> None:
    """Everything that was asked, what was paid of it, and the periods it opened."""
    paid = [(members[person.number], one) for person in people for one in person.paid]
    asked = [
        (members[person.number], person.began_on, {PartKind.DUES: person.asked_cents})
        for person in people
        if person.asked_cents and person.began_on
    ]
    requests = PaymentRequest.objects.bulk_create(
        [_request(draws, member, one.on, _parts_of(one), settled_on=one.on) for member, one in paid]
        + [_request(draws, member, on, parts) for member, on, parts in asked],
        _BATCH,
    )
    wanted = [_parts_of(one) for _, one in paid] + [parts for _, _, parts in asked]
    parts = RequestPart.objects.bulk_create(
        (
            RequestPart(request=request, kind=kind, amount_cents=cents)
            for request, its_parts in zip(requests, wanted, strict=True)
            for kind, cents in its_parts.items()
        ),
        _BATCH,
    )
    numbers = count(1)
    payments = Payment.objects.bulk_create(
        (
            _payment(member, one, request, next(numbers), receivers)
            for (member, one), request in zip(paid, requests, strict=False)
        ),
        _BATCH,
    )
    payment_of = {payment.meant_for_id: payment for payment in payments}
    Allocation.objects.bulk_create(
        (
            Allocation(payment=payment_of[part.request_id], part=part, amount_cents=part.amount_cents)
            for part in parts
            if part.request_id in payment_of
        ),
        _BATCH,
    )
    _write_periods(paid, requests, [(member, on) for member, on, _ in asked], rates)


def _parts_of(paid: Paid) -> dict[PartKind, int]:
    gift = {PartKind.GIFT: paid.gift_cents} if paid.gift_cents else {}
    return {PartKind.DUES: paid.dues_cents, **gift}


def _request(
    draws: Draws,
    member: Member,
    asked_on: dt.date,
    parts: Mapping[PartKind, int],
    *,
    settled_on: dt.date | None = None,
) -> PaymentRequest:
    amount = sum(parts.values())
    return PaymentRequest(
        purpose=DUES.code,
        reference=reference_of("".join(draws.choices(ALPHABET, k=8))),
        payer=member.account,
        payer_name=member.name,
        payer_email=member.email,
        amount_cents=amount,
        received_cents=amount if settled_on else 0,
        state=RequestState.PAID if settled_on else RequestState.OPEN,
        asked_on=asked_on,
        settled_on=settled_on,
    )


def _payment(
    member: Member, paid: Paid, request: PaymentRequest, number: int, receivers: Mapping[Means, User]
) -> Payment:
    is_at_place = paid.means in receivers
    return Payment(
        means=paid.means,
        amount_cents=request.amount_cents,
        allocated_cents=request.amount_cents,
        received_on=paid.on,
        external_id="" if is_at_place else f"demo-{number}",
        external_state="Authorized" if paid.means.startswith("helloasso") else "",
        payer_name=member.name,
        label=f"Chèque {7_000_000 + number}, Banque inventée" if paid.means == Means.CHEQUE else "",
        meant_for=request,
        recorded_by=receivers.get(paid.means),
    )


def _write_periods(
    paid: Sequence[tuple[Member, Paid]],
    requests: Sequence[PaymentRequest],
    asked: Sequence[tuple[Member, dt.date]],
    rates: DuesRates,
) -> None:
    closed = [(member, one.on, one.on) for member, one in paid]
    dues = DuesRequest.objects.bulk_create(
        (
            DuesRequest(
                member=member, payment_request=request, rates=rates, asked_on=asked_on, closed_on=closed_on
            )
            for (member, asked_on, closed_on), request in zip(
                [*closed, *((member, on, None) for member, on in asked)], requests, strict=True
            )
        ),
        _BATCH,
    )
    MembershipPeriod.objects.bulk_create(
        (
            MembershipPeriod(
                member=member,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                opened_on=one.on,
                dues_request=request,
            )
            for (member, one), request in zip(paid, dues, strict=False)
        ),
        _BATCH,
    )


def write_register(people: Sequence[Person], members: Mapping[int, Member], by: User) -> None:
    """Entries, renewals and departures, in the order they happened."""
    entries = sorted(_entries(people, members, by), key=lambda entry: entry.effective_on)
    RegisterEntry.objects.bulk_create(entries, _BATCH)
    Departure.objects.bulk_create(
        Departure(member=members[person.number], kind=person.left[1], effective_on=person.left[0])
        for person in people
        if person.left
    )


def _entries(people: Sequence[Person], members: Mapping[int, Member], by: User) -> Iterable[RegisterEntry]:
    for person in people:
        member = members[person.number]
        for place, paid in enumerate(person.paid):
            kind = EntryKind.RENEWED if place else EntryKind.ENTERED
            reason = "" if place else INVENTED
            yield RegisterEntry(member=member, kind=kind, effective_on=paid.starts_on, reason=reason)
        if person.left:
            on, kind_of = person.left
            recorded_by = by if kind_of == DepartureKind.DECEASED else None
            yield RegisterEntry(
                member=member,
                kind=EntryKind.LEFT,
                effective_on=on,
                reason=_LEFT[kind_of],
                recorded_by=recorded_by,
            )


def write_days_of_beginning(people: Sequence[Person], members: Mapping[int, Member]) -> None:
    """Those who began and did not pay did so some days ago, not when the demonstration was loaded."""
    began = {members[person.number].pk: person.began_on for person in people if person.began_on}
    days = models.Case(
        *(models.When(pk=pk, then=models.Value(_noon(day))) for pk, day in began.items()),
        output_field=models.DateTimeField(),
    )
    Member.objects.filter(pk__in=began).update(created_at=days)


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
