"""Volunteering for a draw, withdrawing, answering the draw."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.enums import Trait
from milliard.members.models import Member
from milliard.members.policies import is_own
from milliard.society import policies
from milliard.society.consents import VOLUNTEERING
from milliard.society.enums import DrawState, EntryState
from milliard.society.models import Draw, DrawEntry, Mandate
from milliard.society.reports.pools import eligible, traits_of


class CallIsOver(Refused):
    message = "L’appel est terminé\u00a0: on ne peut plus se porter volontaire pour ce tirage."


class PoolIsFrozen(Refused):
    """Too late to withdraw: the pool is published."""

    message = (
        "La liste des volontaires est arrêtée\u00a0: on ne peut plus en sortir. Si le sort vous"
        " désigne, vous pourrez"
        " dire non."
    )


class NotEligible(Refused):
    """Not up to date, not of the territory, or never wished to be drawn."""

    message = (
        "Pour ce tirage, il faut être à jour de sa cotisation, avoir coché «\u00a0être tiré·e au"
        " sort\u00a0» dans son"
        " profil, et vivre dans le territoire concerné."
    )


class TraitNotSaid(Refused):
    """A trait the draw asks for is not known of this person."""

    message = "Ce tirage a besoin d’une réponse de votre profil qui n’y est pas encore."


class NothingToAnswer(Refused):
    message = (
        "Il n’y a rien à répondre\u00a0: le sort n’a pas désigné cette personne, ou elle a déjà répondu."
    )


def missing_traits(draw: Draw, member: Member) -> list[Trait]:
    """The traits the draw asks for and that nobody knows of this member, or that no target of it counts."""
    row = traits_of(draw, Member.objects.filter(pk=member.pk)).get()
    wanted = {(target.trait, target.value) for target in draw.targets.all()}
    return [Trait(trait) for trait in draw.features if (trait, row[f"of_{trait}"]) not in wanted]


@transaction.atomic
def volunteer(*, draw: Draw, member: Member, by: User) -> DrawEntry:
    """Take part in the draw; asked twice, once.

    Raises `NotAllowed`, `CallIsOver`, `NotEligible`, `TraitNotSaid`.
    """
    authorize(by, policies.can_volunteer, member)
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if not draw.is_calling:
        raise CallIsOver
    if not eligible(draw).filter(pk=member.pk).exists():
        raise NotEligible
    if missing := missing_traits(draw, member):
        labels = ", ".join(str(trait.label) for trait in missing)
        raise TraitNotSaid(
            f"Ce tirage a besoin d’une réponse de votre profil qui n’y est pas\u00a0: {labels}."
        )
    entry = DrawEntry.objects.filter(draw=draw, member=member).first() or DrawEntry(draw=draw, member=member)
    if entry.pk and entry.state == EntryState.IN:
        return entry
    entry.state, entry.wording, entry.volunteered_at = EntryState.IN, VOLUNTEERING, timezone.now()
    entry.full_clean()
    entry.save()
    return entry


@transaction.atomic
def withdraw(*, draw: Draw, member: Member, by: User) -> None:
    """Leave the draw, until the pool is frozen; asked twice, once. Raises `NotAllowed`, `PoolIsFrozen`."""
    authorize(by, policies.can_volunteer, member)
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)  # who freezes waits, or we do
    if draw.state != DrawState.OPEN:
        raise PoolIsFrozen
    DrawEntry.objects.filter(draw=draw, member=member, state=EntryState.IN).update(
        state=EntryState.WITHDRAWN, updated_at=timezone.now()
    )


@transaction.atomic
def answer_draw(*, entry: DrawEntry, accepts: bool, by: User) -> DrawEntry:
    """Say yes, which makes a mandate, or no, which frees the seat; oneself, or the team for who told it.

    Raises `NotAllowed`, `NothingToAnswer`.
    """
    authorize(by, policies.can_answer, entry)
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=entry.draw_id)
    entry = DrawEntry.objects.select_for_update(of=("self",)).select_related("member").get(pk=entry.pk)
    if entry.state not in (EntryState.DRAWN, EntryState.ACCEPTED) or (
        accepts and entry.state == EntryState.ACCEPTED
    ):
        raise NothingToAnswer
    today = timezone.localdate()
    if accepts:
        mandate = Mandate(
            member=entry.member,
            kind=draw.mandate_kind,
            department=draw.department,
            starts_on=today,
            ends_on=max(today, draw.mandate_until),
            draw=draw,
        )
        mandate.full_clean()
        mandate.save()
    else:
        held = Mandate.objects.filter(member=entry.member, draw=draw).in_force(today)
        held.update(ends_on=today, ended_why="désistement", updated_at=timezone.now())
    entry.state = EntryState.ACCEPTED if accepts else EntryState.DECLINED
    entry.answered_at = timezone.now()
    entry.save(update_fields=["state", "answered_at", "updated_at"])
    if not is_own(by, entry.member):  # what people do for themselves has its own day, and no line
        code = "society.draw.accepted" if accepts else "society.draw.declined"
        journal.record(code, draw, by=by, data={"member": entry.member.number})
    return entry
