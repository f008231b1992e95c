"""An invented directory: organisations of the Grand Recueil's consents, a network's file, what waits.

Every name says that it is invented, and none has a number: any well-formed one is, or will be, somebody's.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from demo import accounts
from demo.generator.draws import Draws
from demo.seed import SEED
from milliard.accounts.models import User
from milliard.organisations.enums import (
    ClaimState,
    Headcount,
    LegalForm,
    NeedUse,
    OrganisationState,
    Sector,
    Theme,
)
from milliard.organisations.models import Claim, Network, Organisation
from milliard.organisations.services.changes import propose_changes
from milliard.organisations.services.claims import ask_claim
from milliard.organisations.services.directory import add_organisation, suggest_organisation
from milliard.organisations.services.imports import prepare_import, read_file
from milliard.organisations.services.needs import tell_need
from milliard.organisations.services.networks import add_network, add_network_contact, add_partner
from milliard.organisations.services.writing import apply_import
from milliard.territories.models import Commune
from milliard.website.released import follow_agreements

MEMBER = "maxime.membre@exemple.fr"
#: So many answers of the Grand Recueil are in the directory; the others wait for the daily round.
_RELEASED = 40
_KINDS = (
    ("Ferme inventée", LegalForm.SCIC, Sector.FOOD, (Theme.LIVING_WORLD, Theme.RELOCATION)),
    ("Recyclerie inventée", LegalForm.ASSOCIATION, Sector.REUSE, (Theme.SOBRIETY, Theme.WORK)),
    ("Énergies inventées", LegalForm.SCIC, Sector.ENERGY, (Theme.COMMONS, Theme.SOBRIETY)),
    ("Foncière inventée", LegalForm.LAND_COOPERATIVE, Sector.HOUSING, (Theme.COMMONS,)),
    ("Cantine inventée", LegalForm.ASSOCIATION, Sector.SOLIDARITY, (Theme.CARE, Theme.EQUALITY)),
    ("Atelier vélo inventé", LegalForm.ASSOCIATION, Sector.MOBILITY, (Theme.SOBRIETY, Theme.LEARNING)),
    ("Coopérative inventée", LegalForm.SCOP, Sector.EMPLOYMENT, (Theme.WORK, Theme.DEMOCRACY)),
    ("Radio inventée", LegalForm.ASSOCIATION, Sector.CULTURE, (Theme.DEMOCRACY, Theme.LEARNING)),
)
_OF = ("des Trois-Chênes", "du Vieux-Lavoir", "des Grands-Prés", "de la Rive", "du Plateau", "des Marais")
_TOWNS = (
    "29019",
    "35238",
    "44109",
    "69266",
    "59350",
    "63113",
    "34172",
    "67482",
    "23096",
    "12145",
    "38185",
    "76540",
)
_SAYS = "Une organisation inventée pour la démonstration\u00a0: elle montre à quoi ressemble une fiche."
_FILE = """Nom;Forme juridique;Domaine;Thèmes;Commune;Code INSEE;Année de création;Effectif
Maison inventée des Semences;Association;alimentation et agriculture;sobriété;Rodez;12202;2015;3
Filature inventée du Causse;SCOP;énergie;produire ici, travail digne;Millau;12145;2011;22
Habitat inventé des Voisins;Foncière;habitat et foncier;biens communs;Tulle;19272;2018;1
Épicerie inventée du Bourg;Association;santé et soin;liens et entraide;Guéret;23096;2020;0
"""
#: The next year's: columns moved, a page to complete, one that looks like another, a new name, faults.
_NEXT_FILE = """Nom;Commune;Code INSEE;Domaine;Effectif;SIREN
Maison inventée des Semences;Rodez;12202;alimentation et agriculture;14;
Filature inventée du Causse Noir;Millau;12145;énergie;22;
Moulin inventé du Bourg;Guéret;23096;énergie;2;
Habitat inventé des Voisins;Tulle;19272;astrologie;1;
Fournil inventé du Pont;Nulle-Part-sur-Rien;;alimentation et agriculture;3;
Forge inventée du Gué;Guéret;23096;énergie;4;12345
"""


@transaction.atomic
def ensure_directory() -> int:
    """The directory and all that goes with it, unless there is one; returns how many are published."""
    if not Organisation.objects.exists():
        _write(*(User.objects.get(email=email) for email in (accounts.ORGANISER, MEMBER)))
    return Organisation.objects.published().count()


def _write(organiser: User, member: User) -> None:
    _add_some(organiser)
    network = _add_networks(organiser)
    _import_file(network, organiser)
    follow_agreements(most=_RELEASED)
    # The team read them; one is left to read, and so is a suggestion.
    waiting = Organisation.objects.filter(state=OrganisationState.AWAITING).order_by("pk")
    waiting.exclude(pk__in=waiting[:1].values("pk")).update(state=OrganisationState.PUBLISHED)
    suggest_organisation(
        name="Jardin inventé des Écoles", sector=Sector.EDUCATION, description=_SAYS, by=None
    )
    _claims(organiser, member)


def _add_some(organiser: User) -> None:
    draws = Draws(SEED, "annuaire")
    communes = Commune.objects.in_bulk(_TOWNS)
    for place, (name, form, sector, themes) in enumerate(_KINDS * len(_OF)):
        add_organisation(
            name=f"{name} {_OF[place // len(_KINDS)]}",
            legal_form=form,
            sector=sector,
            themes=[theme.value for theme in themes],
            commune=communes.get(_TOWNS[place % len(_TOWNS)]),
            description=_SAYS,
            founded_on=f"{draws.choice(range(1_998, 2_024))}-01-01",
            headcount=draws.choice(list(Headcount)[:4]).value,
            by=organiser,
        )


def _add_networks(organiser: User) -> Network:
    network = add_network(
        name="Réseau inventé des campagnes vivantes",
        description="Une tête de réseau inventée\u00a0: elle réunit des organisations de petites communes.",
        scope="Échange de fichiers avec l’accord des organisations, et soirées communes dans les lieux.",
        agreed_on="2025-01-15",
        is_public=True,
        by=organiser,
    )
    add_network_contact(
        network=network, name="Ada Exemple-Réseau", role="déléguée", email="ada@exemple.fr", by=organiser
    )
    add_network(name="Union inventée des coopératives", is_public=True, by=organiser)
    add_partner(name="Banque inventée des Territoires", kind="bank", is_public=True, by=organiser)
    return network


def _import_file(network: Network, organiser: User) -> None:
    """The file of the network, written as it would be sent; then another one that waits to be decided."""
    with TemporaryDirectory() as folder:
        for name, text in (("reseau-2025.csv", _FILE), ("reseau-2026.csv", _NEXT_FILE)):
            path = Path(folder) / name
            path.write_text(text, encoding="utf-8-sig")
            batch = prepare_import(file=read_file(path, name), network=network, by=organiser)
            if name.endswith("2025.csv"):
                apply_import(batch=batch, by=organiser)


def _claims(organiser: User, member: User) -> None:
    """The member keeps a page, told a need there, and proposes a correction elsewhere; a claim waits."""
    mine, wanted, other = Organisation.objects.published().order_by("pk")[:3]
    kept = ask_claim(organisation=mine, role="coordinateur", email="maxime@exemple.fr", by=member)
    asked = ask_claim(organisation=wanted, role="trésorière", email="camille@exemple.fr", by=organiser)
    # The codes went to addresses that nobody reads: what typing them would have done.
    for claim, state in ((kept, ClaimState.ACCEPTED), (asked, ClaimState.PROVED)):
        Claim.objects.filter(pk=claim.pk).update(state=state, proved_at=claim.code_sent_at, code_digest="")
    tell_need(organisation=mine, use=NeedUse.INVESTMENT, horizon="court", amount_cents=4_000_000, by=member)
    propose_changes(organisation=other, values={"website": "https://exemple.invalid"}, by=member)
