"""Ten pilot places, all invented, from the Aulne to Réunion; their hosts are invented members."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import slugify

from demo.generator.places import COMMUNES, DENSITIES
from milliard.members.models import Member
from milliard.places.enums import Access, HostRole, PlaceKind, PlaceStage
from milliard.places.models import Host, Place
from milliard.territories.models import Commune

_HOSTS_EACH = 3


@dataclass(frozen=True, slots=True)
class Invented:
    """A place as its page tells it."""

    name: str
    kind: PlaceKind
    commune: str
    summary: str
    access: tuple[Access, ...]
    hours: str
    is_in_priority_district: bool = False
    stage: PlaceStage = PlaceStage.PILOT


_STEP_FREE, _TOILETS, _TRANSIT, _CHILDREN = (
    Access.STEP_FREE,
    Access.TOILETS,
    Access.TRANSIT,
    Access.CHILDREN,
)
PLACES = (
    Invented(
        "La Ferme inventée des Trois Noyers",
        PlaceKind.FARM,
        "29024",
        "Une ferme collective où l’on vient biner, goûter et décider de la suite.",
        (_STEP_FREE, Access.PARKING, _CHILDREN),
        "Mercredi et samedi, de 9\u00a0h à 18\u00a0h.",
        stage=PlaceStage.REFERENT,
    ),
    Invented(
        "L’Établi inventé",
        PlaceKind.THIRD_PLACE,
        "26113",
        "Un atelier partagé dans une ancienne filature, avec une grande table au milieu.",
        (_STEP_FREE, _TOILETS),
        "Du mardi au vendredi, de 10\u00a0h à 19\u00a0h.",
    ),
    Invented(
        "Le Café inventé du Pont",
        PlaceKind.CAFE,
        "12145",
        "Un café associatif où les réunions se terminent en musique.",
        (_CHILDREN,),
        "Du jeudi au dimanche, de 16\u00a0h à 22\u00a0h.",
    ),
    Invented(
        "La Maison du peuple inventée",
        PlaceKind.PEOPLE_HOUSE,
        "59512",
        "Une salle, une cuisine et trois étages de bureaux prêtés, au cœur de la ville.",
        (_STEP_FREE, _TOILETS, Access.HEARING_LOOP, _TRANSIT),
        "Tous les jours, de 9\u00a0h à 21\u00a0h.",
        is_in_priority_district=True,
    ),
    Invented(
        "La Coopérative inventée des Volcans",
        PlaceKind.COOPERATIVE,
        "63113",
        "Une épicerie en coopérative, et sa salle de réunion au-dessus des cageots.",
        (_STEP_FREE, _TRANSIT),
        "Du mardi au samedi, de 10\u00a0h à 19\u00a0h.",
    ),
    Invented(
        "La MJC inventée des Étangs",
        PlaceKind.YOUTH_CENTRE,
        "23096",
        "Une MJC de campagne\u00a0: ciné-débats, couture, et une assemblée par mois.",
        (_STEP_FREE, _TOILETS, Access.PARKING),
        "Du lundi au samedi, de 14\u00a0h à 20\u00a0h.",
    ),
    Invented(
        "Le Centre social inventé du Canal",
        PlaceKind.SOCIAL_CENTRE,
        "93066",
        "Un centre social où l’on apprend à lire un budget autant qu’à réparer un vélo.",
        (_STEP_FREE, _TOILETS, _TRANSIT, _CHILDREN),
        "Du lundi au vendredi, de 9\u00a0h à 19\u00a0h.",
        is_in_priority_district=True,
    ),
    Invented(
        "La Bibliothèque inventée des Forges",
        PlaceKind.LIBRARY,
        "71153",
        "Des livres, une grainothèque, et un coin au calme pour lire les comptes du mouvement.",
        (_STEP_FREE, _TOILETS, Access.QUIET),
        "Mardi, mercredi et samedi, de 10\u00a0h à 18\u00a0h.",
    ),
    Invented(
        "Le Hangar inventé de l’Adour",
        PlaceKind.THIRD_PLACE,
        "64102",
        "Un hangar de bord d’eau\u00a0: chantiers participatifs le week-end, rencontres le soir.",
        (Access.PARKING, _TRANSIT),
        "Sur rendez-vous, et le dimanche de 10\u00a0h à 17\u00a0h.",
    ),
    Invented(
        "La Case inventée du Sud sauvage",
        PlaceKind.OTHER,
        "97412",
        "Une case et son jardin, pour parler cyclones, semences et transition.",
        (_CHILDREN, Access.QUIET),
        "Vendredi et samedi, de 8\u00a0h à 16\u00a0h.",
    ),
)


def grade_communes() -> None:
    """The density of the communes where somebody invented lives or hosts."""
    others = {code for codes in DENSITIES.values() for code in codes}
    known = {code for codes in COMMUNES.values() for code in codes} | {one.commune for one in PLACES}
    for level, codes in {1: known - others, **DENSITIES}.items():
        Commune.objects.filter(pk__in=codes).update(density=level)


def write_places(members: list[Member], today: dt.date) -> int:
    """The places whose commune is loaded, each with three hosts; how many were written."""
    communes = Commune.objects.in_bulk([one.commune for one in PLACES])
    known = [one for one in PLACES if one.commune in communes]
    chosen = [member for member in members if member.email][200:]
    for number, one in enumerate(known):
        hosts = chosen[number * _HOSTS_EACH :][:_HOSTS_EACH]
        place = _write(one, communes[one.commune], hosts[0], today - dt.timedelta(days=30 + 9 * number))
        roles = zip(hosts, (HostRole.LEAD, HostRole.HOST, HostRole.HELPER), strict=True)
        Host.objects.bulk_create(
            Host(place=place, member=member, role=role, is_named=role != HostRole.HELPER, since=today)
            for member, role in roles
        )
    return len(known)


def _write(one: Invented, commune: Commune, host: Member, accepted_on: dt.date) -> Place:
    place = Place(
        slug=slugify(one.name),
        name=one.name,
        kind=one.kind,
        stage=one.stage,
        summary=one.summary,
        description=f"{one.summary}\n\nCe lieu est inventé, pour la démonstration.",
        address_line="1 chemin de l’Exemple",
        commune=commune,
        access=list(one.access),
        hours=one.hours,
        is_in_priority_district=one.is_in_priority_district,
        charter_accepted_at=timezone.now() - dt.timedelta(days=60),
        applied_by=host,
        decided_on=accepted_on,
    )
    place.full_clean()
    place.save()
    return place
