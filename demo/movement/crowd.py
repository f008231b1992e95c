"""Nine thousand members more, as from a file of before the platform: an assembly is tried out at its size.

They have a name, an address, a commune, dues paid until some day of the coming year; half said a little of
themselves. No account, no payment: what they paid was paid elsewhere.
"""

import datetime as dt

from demo.generator.draws import Draws
from demo.generator.places import place
from demo.movement import people, rows
from demo.seed import SEED
from milliard.members.enums import EntryKind, Gender, Occupation, Source
from milliard.members.models import Member, MemberProfile, MembershipPeriod, RegisterEntry
from milliard.territories.models import Commune

COUNT = 9_000
_BATCH = 2_000
_YEAR = dt.timedelta(days=364)  # a period holds its last day


def write_crowd(draws: Draws, *, today: dt.date) -> None:
    """Members, periods, lines of the register."""
    places = [place(draws)[1] for _ in range(COUNT)]
    communes = Commune.objects.in_bulk(set(places))
    members = Member.objects.bulk_create(
        (_member(number, communes.get(code)) for number, code in enumerate(places)), _BATCH
    )
    areas = Draws(SEED, "crowd, priority areas")
    MemberProfile.objects.bulk_create(
        (_profile(draws, areas, member) for member in members if draws.chance(0.5)), _BATCH
    )
    starts = [today - dt.timedelta(days=draws.randrange(30, 320)) for _ in members]
    MembershipPeriod.objects.bulk_create(
        (
            MembershipPeriod(member=member, starts_on=day, ends_on=day + _YEAR, opened_on=day)
            for member, day in zip(members, starts, strict=True)
        ),
        _BATCH,
    )
    RegisterEntry.objects.bulk_create(
        (
            RegisterEntry(member=member, kind=EntryKind.ENTERED, effective_on=day, reason=rows.INVENTED)
            for member, day in sorted(zip(members, starts, strict=True), key=lambda pair: pair[1])
        ),
        _BATCH,
    )


def _member(number: int, commune: Commune | None) -> Member:
    """Each name once: two invented words, so that nobody looks like somebody else written twice."""
    given, first, second = people.name_parts(number)
    return Member(
        given_name=given,
        family_name=f"Exemple-{first}-{second}",
        email=f"foule{number:05d}@exemple.fr",
        commune=commune,
        source=Source.IMPORT,
    )


def _profile(draws: Draws, areas: Draws, member: Member) -> MemberProfile:
    return MemberProfile(
        member=member,
        birth_year=draws.randrange(1944, 2007),
        gender=draws.pick({Gender.WOMAN: 0.52, Gender.MAN: 0.44, Gender.OTHER: 0.04}),
        occupation=draws.choice(Occupation.values),
        priority_area=areas.pick(people.PRIORITY_AREAS),
    )
