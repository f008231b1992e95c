"""A place is proposed by a host, decided by the team, kept up by its hosts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.places import emails, policies
from milliard.places.enums import WELCOMING, HostRole, PlaceKind, PlaceStage
from milliard.places.models import Host, Place
from milliard.territories.models import Commune, Department


class ChangedMeanwhile(Refused):
    """Somebody else saved the page since it was opened: both are shown, nothing is lost."""

    message = (
        "Quelqu’un d’autre a modifié ce lieu pendant que vous écriviez. Relisez, puis enregistrez à nouveau."
    )


class StageForbids(Refused):
    """What is asked makes no sense at this stage."""

    message = "Ce lieu n’est plus à cette étape\u00a0: rechargez la page."


class CommuneEnded(Refused):
    message = "Cette commune n’existe plus dans le code officiel\u00a0: choisissez celle qui l’a remplacée."


@dataclass(frozen=True, slots=True)
class PlaceDetails:
    """What hosts write of a place."""

    name: str
    kind: PlaceKind
    summary: str
    address_line: str
    commune: Commune
    description: str = ""
    access: Sequence[str] = ()
    access_note: str = ""
    hours: str = ""
    website: str = ""
    public_email: str = ""
    is_in_priority_district: bool = False

    def write_to(self, place: Place) -> None:
        if not self.commune.is_current:
            raise CommuneEnded
        fields = asdict(self) | {"commune": self.commune, "access": list(self.access)}
        for name, value in fields.items():
            setattr(place, name, value)


@transaction.atomic
def propose_place(*, details: PlaceDetails, member: Member, by: User) -> Place:
    """A host proposes a place and accepts the charter; its page waits for the team. Sent twice, once.

    Raises
    ------
    NotAllowed, CommuneEnded
    """
    authorize(by, policies.can_propose_place, member)
    member = Member.objects.select_for_update().get(pk=member.pk)  # the same form sent twice waits here
    same = Place.objects.filter(
        applied_by=member, stage=PlaceStage.APPLIED, name=details.name, commune=details.commune
    ).first()
    if same is not None:
        return same
    place = Place(applied_by=member, charter_accepted_at=timezone.now())
    details.write_to(place)
    place.slug = _free_slug(details.name, details.commune)
    place.full_clean()
    place.save()
    Host.objects.create(place=place, member=member, role=HostRole.LEAD, since=timezone.localdate())
    emails.acknowledge_proposal(place)
    journal.record("places.place.proposed", place, by=by)
    return place


#: Pages that stand beside those of places.
_OTHER_PAGES = {"proposer", "les-miens"}


def _free_slug(name: str, commune: Commune) -> str:
    """An address nobody has: the name, then with the commune, then numbered."""
    start = slugify(name)[:60].strip("-") or "lieu"
    with_commune = f"{start}-{slugify(commune.name)}"[:74].strip("-")
    taken = set(Place.objects.filter(slug__startswith=start).values_list("slug", flat=True)) | _OTHER_PAGES
    numbered = (f"{with_commune}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (start, with_commune, *numbered) if slug not in taken)


@transaction.atomic
def edit_place(
    *,
    place: Place,
    details: PlaceDetails,
    revision: int,
    serves: Sequence[Department] | None = None,
    by: User,
) -> Place:
    """Rewrite what hosts say of a place. ``revision``: the one the page was opened at.

    Raises
    ------
    NotAllowed, ChangedMeanwhile, CommuneEnded
    """
    authorize(by, policies.can_edit_place, place)
    place = _locked(place)
    if place.revision != revision:
        raise ChangedMeanwhile
    details.write_to(place)
    place.revision += 1
    place.full_clean()
    place.save()
    if serves is not None:
        place.serves.set(serves)
    journal.record("places.place.edited", place, by=by)
    return place


@transaction.atomic
def accept_place(*, place: Place, note: str = "", by: User) -> Place:
    """Publish a place as a pilot. Raises `StageForbids`."""
    authorize(by, policies.can_decide_places)
    return _decide(place, PlaceStage.PILOT, note=note, by=by)


@transaction.atomic
def decline_place(*, place: Place, note: str, by: User) -> Place:
    """Say no, with the reason, to the host alone. Raises `StageForbids`."""
    authorize(by, policies.can_decide_places)
    return _decide(place, PlaceStage.DECLINED, note=note, by=by)


def _decide(place: Place, stage: PlaceStage, *, note: str, by: User) -> Place:
    place = _locked(place)
    if place.stage != PlaceStage.APPLIED:
        raise StageForbids
    place.stage, place.decided_on, place.decision_note = stage, timezone.localdate(), note
    place.full_clean()
    place.save()
    emails.tell_decision(place)
    journal.record(f"places.place.{'accepted' if stage == PlaceStage.PILOT else 'declined'}", place, by=by)
    return place


@transaction.atomic
def name_referent(*, place: Place, by: User) -> Place:
    """A pilot place becomes one that others learn from. Raises `StageForbids`."""
    authorize(by, policies.can_decide_places)
    place = _locked(place)
    if place.stage != PlaceStage.PILOT:
        raise StageForbids
    place.stage = PlaceStage.REFERENT
    place.save(update_fields=["stage", "updated_at"])
    journal.record("places.place.named_referent", place, by=by)
    return place


@transaction.atomic
def close_place(*, place: Place, on: dt.date | None = None, by: User) -> Place:
    """The place welcomes nobody any more; its page stays and says so. Raises `StageForbids`."""
    authorize(by, policies.can_edit_place, place)
    place = _locked(place)
    if place.stage not in WELCOMING:
        raise StageForbids
    place.stage, place.closed_on = PlaceStage.CLOSED, on or timezone.localdate()
    place.full_clean()
    place.save()
    journal.record("places.place.closed", place, by=by)
    return place


@transaction.atomic
def reopen_place(*, place: Place, by: User) -> Place:
    """A closed place welcomes again, as a pilot. Raises `StageForbids`."""
    authorize(by, policies.can_decide_places)
    place = _locked(place)
    if place.stage != PlaceStage.CLOSED:
        raise StageForbids
    place.stage, place.closed_on = PlaceStage.PILOT, None
    place.save(update_fields=["stage", "closed_on", "updated_at"])
    journal.record("places.place.reopened", place, by=by)
    return place


def _locked(place: Place) -> Place:
    return Place.objects.select_for_update().get(pk=place.pk)
