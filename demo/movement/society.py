"""Drawing lots in the invented movement: a panel of a hundred already drawn, a call still open, mandates."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from demo.generator.draws import Draws
from milliard.accounts.models import User
from milliard.core.services import forget_shown_mails
from milliard.members.consents import WORDINGS
from milliard.members.enums import ConsentPurpose, Trait
from milliard.members.models import Member, MemberConsent, MemberProfile
from milliard.society.consents import VOLUNTEERING
from milliard.society.enums import DrawState, EntryState, MandateKind
from milliard.society.models import Draw, DrawEntry, DrawRound, Mandate
from milliard.society.reports.pools import eligible, pool_of, problem_of
from milliard.society.services.draws import create_draw, relax_targets
from milliard.society.services.entries import answer_draw
from milliard.society.services.lottery import freeze_pool, make_round, reveal

DRAWN, CALL = "Un panel pour les priorités", "Des ambassadeurs et ambassadrices"
SEATS = 100
_VALUE = "4 11 23 38 47 6"


def write_society(draws: Draws, members: Sequence[Member], *, today: dt.date, by: User) -> None:
    """Draws and mandates among the members who said enough of themselves."""
    _wish_to_be_drawn(draws)
    _write_drawn(today, by)
    _write_call(today, by)
    for kind, count in ((MandateKind.SPOKESPERSON, 16), (MandateKind.AMBASSADOR, 34)):
        Mandate.objects.bulk_create(
            Mandate(member=one, kind=kind, starts_on=today - dt.timedelta(days=90))
            for one in draws.sample(list(members), count)
        )


def _wish_to_be_drawn(draws: Draws) -> None:
    """Most of those who said their age and gender; and Maxime, so that somebody can be tried out."""
    maxime = MemberProfile.objects.filter(member__email="maxime.membre@exemple.fr")
    maxime.update(gender="man", occupation="5", wants_lot=True)
    known = MemberProfile.objects.exclude(gender="").exclude(birth_year=None).exclude(occupation="")
    chosen = [row for row in known.filter(wants_lot=False).order_by("pk") if draws.chance(0.7)]
    MemberProfile.objects.filter(pk__in=[row.pk for row in chosen]).update(wants_lot=True)
    said = {*(row.member_id for row in chosen), *maxime.values_list("member", flat=True)}
    wording = WORDINGS[ConsentPurpose.LOT]
    MemberConsent.objects.bulk_create(
        MemberConsent(member_id=one, purpose=ConsentPurpose.LOT, is_given=True, wording=wording)
        for one in sorted(said)
    )


def _write_drawn(today: dt.date, by: User) -> None:
    """A call that ended a month ago, its panel, and answers."""
    draw = create_draw(
        title=DRAWN,
        purpose="Cent personnes lisent les besoins recueillis, entendent des avis contraires, et disent par"
        " quoi commencer. Leur avis est publié tel quel.",
        asked="Deux samedis, à quinze jours d’écart. Voyage, repas et garde d’enfants payés. Tirage inventé.",
        seats=SEATS,
        features=[Trait.GENDER, Trait.AGE, Trait.OCCUPATION],
        one_by_household=True,
        region=None,
        department=None,
        mandate_kind=MandateKind.PANELLIST,
        mandate_until=today + dt.timedelta(days=120),
        closes_on=today,
        by=by,
    )
    _open(draw, dt.timedelta(days=60), closes_on=today - dt.timedelta(days=30))
    _volunteer(draw, 320)
    people, _ = pool_of(draw)
    if problem_of(draw, people) is not None:
        relax_targets(draw=draw, by=by)
    made = freeze_pool(
        draw=draw,
        public_source="Les cinq numéros et le complémentaire d’une loterie inventée, dans l’ordre du tirage,"
        " séparés par une espace",
        public_on=today + dt.timedelta(days=1),
        by=by,
    )
    make_round(round_id=made.pk)
    DrawRound.objects.filter(pk=made.pk).update(public_on=today)
    reveal(draw=draw, public_value=_VALUE, by=by)
    for place, entry in enumerate(draw.entries.filter(state=EntryState.DRAWN).order_by("number")):
        if place % 25 != 7:  # some are still thinking
            answer_draw(entry=entry, accepts=place % 12 != 5, by=by)
    forget_shown_mails(addresses=list(draw.entries.values_list("member__email", flat=True)))


def _write_call(today: dt.date, by: User) -> None:
    draw = create_draw(
        title=CALL,
        purpose="Douze personnes racontent le mouvement près de chez elles, à leur façon.",
        asked="Une soirée par mois pendant six mois, et une journée pour se préparer. Tirage inventé.",
        seats=12,
        features=[Trait.GENDER, Trait.AGE],
        one_by_household=True,
        region=None,
        department=None,
        mandate_kind=MandateKind.AMBASSADOR,
        mandate_until=today + dt.timedelta(days=240),
        closes_on=today + dt.timedelta(days=21),
        by=by,
    )
    _open(draw, dt.timedelta(days=6), closes_on=draw.closes_on)
    _volunteer(draw, 47)


def _open(draw: Draw, ago: dt.timedelta, *, closes_on: dt.date) -> None:
    """As `open_call` does, without hundreds of mails among those a visitor looks for."""
    draw.state, draw.opened_at, draw.closes_on = DrawState.OPEN, timezone.now() - ago, closes_on
    draw.full_clean()
    draw.save()


def _volunteer(draw: Draw, count: int) -> None:
    """The first who may, but Maxime, who is left to choose."""
    willing = eligible(draw).exclude(email="maxime.membre@exemple.fr").exclude(profile__gender="")
    DrawEntry.objects.bulk_create(
        DrawEntry(draw=draw, member=one, wording=VOLUNTEERING, volunteered_at=timezone.now())
        for one in willing.order_by("pk")[:count]
    )
