"""The collections of the demonstration country: two ended, with answers, two open to visitors."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from demo.generator import SimulatedResponse, grand_recueil, savers
from demo.generator.calendar import PARIS
from demo.seed import SEED
from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.model import Definition
from milliard.fieldwork.services.consent_texts import write_consent_text
from milliard.fieldwork.services.quotas import set_quotas
from milliard.figures.datasets.derived import Derived
from milliard.figures.models import Dataset
from milliard.figures.services.freeze import freeze_collection
from milliard.surveys import tokens
from milliard.surveys.enums import Audience, Purpose
from milliard.surveys.models import Collection, Consent, ConsentText, Response, Version
from milliard.surveys.services.collections import create_collection, open_collection
from milliard.surveys.services.questionnaires import create_version

FOLDER = Path(__file__).resolve().parent / "questionnaires"
NOTE = (
    "Reconstruction pour la démonstration\u00a0: questions récrites, réponses inventées. Seuls les totaux "
    "publiés en 2025 sont repris."
)
ORGANISER = "l’association inventée «\u00a0Un milliard ensemble\u00a0»"
OPEN_NOTE = "Démonstration\u00a0: essayez librement, vos réponses restent sur cette machine."
_CONSENTS = (
    (
        Purpose.STATISTICS,
        "J’accepte que mes réponses servent à établir des chiffres groupés. Aucun chiffre ne permet de "
        "reconnaître qui a répondu.",
        True,
    ),
    (
        Purpose.QUOTATION,
        "J’accepte que mes mots soient cités, sans mon nom ni celui de l’organisation.",
        False,
    ),
    (Purpose.CONTACT, "J’accepte d’être recontacté·e au sujet de mes réponses.", False),
    (
        Purpose.DIRECTORY,
        "J’accepte que le nom de notre organisation et sa commune figurent dans l’annuaire du mouvement.",
        False,
    ),
)
#: Identifiers of simulated responses depend on their collection and number only.
_NAMESPACE = uuid.UUID("2f3c4f9e-6a57-4c43-9d0e-0b8f6d1c5a11")
#: The sums the study compares, from the rows of «besoins».
NEEDS = tuple(
    Derived(
        name=f"besoin_{use}",
        label=label,
        group="besoins",
        question="montant_cible",
        where_question="usage",
        where_values=(use,),
    )
    for use, label in (
        ("investissement", "Besoin pour investir"),
        ("fonctionnement", "Besoin pour fonctionner"),
        ("tresorerie", "Besoin de trésorerie"),
        ("fonds_propres", "Besoin de fonds propres"),
        ("ingenierie", "Besoin d’ingénierie"),
    )
)


#: Invented for the demonstration: 600 complete responses hoped for, by status and by region.
_STATUSES = {"association": 360, "cooperative": 150, "commerciale": 70, "fondation": 20}
_REGIONS = {
    "ara": 80, "bfc": 29, "bre": 51, "cvl": 23, "cor": 6, "ges": 40, "hdf": 46, "idf": 80,
    "nor": 29, "naq": 57, "occ": 57, "pdl": 40, "pac": 46, "om": 16,
}  # fmt: skip
_TARGETS = {
    **{("statut", status): target for status, target in _STATUSES.items()},
    **{("region", region): target for region, target in _REGIONS.items()},
}


@dataclass(frozen=True, slots=True)
class Wave:
    """One collection. ``generate`` None: open now, no answer yet."""

    slug: str
    title: str
    questionnaire: str
    introduction: str
    audience: Audience
    aim: str = ""
    preparation: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    generate: Callable[[Definition, str], list[SimulatedResponse]] | None = None
    dataset_title: str = ""
    derived: Sequence[Derived] = ()
    purposes: Sequence[Purpose] = (Purpose.STATISTICS,)
    targets: Mapping[tuple[str, str], int] = field(default_factory=dict)


def _day(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


#: Invented answers are nobody's: they stay while the demonstration is shown.
KEPT_UNTIL = date(2034, 12, 31)
_ALL_PURPOSES = (Purpose.STATISTICS, Purpose.QUOTATION, Purpose.CONTACT, Purpose.DIRECTORY)
GRAND_RECUEIL = Wave(
    slug="grand-recueil-2024",
    title="Grand Recueil 2024",
    questionnaire="grand_recueil",
    introduction=(
        "De juillet à octobre 2024, des organisations de toute la France ont dit leurs besoins d’argent."
    ),
    aim="Mesurer les besoins d’argent des organisations de la transition.",
    audience=Audience.ORGANISATION,
    opens_at=_day(2024, 7, 1),
    closes_at=_day(2024, 10, 31, 23, 59),
    generate=grand_recueil,
    dataset_title="Grand Recueil 2024, reconstruction simulée",
    derived=NEEDS,
    purposes=_ALL_PURPOSES,
    targets=_TARGETS,
)
SAVERS = Wave(
    slug="enquete-epargnants-2024",
    title="Enquête Épargnants 2024",
    questionnaire="epargnants",
    introduction=(
        "De septembre à novembre 2024, des citoyen·nes ont dit ce qu’elles et ils attendent de leur épargne."
    ),
    aim="Savoir ce que les citoyen·nes attendent de leur épargne.",
    audience=Audience.PERSON,
    opens_at=_day(2024, 9, 2),
    closes_at=_day(2024, 11, 30, 23, 59),
    generate=savers,
    dataset_title="Enquête Épargnants 2024, reconstruction simulée",
)
NEW_WAVE = Wave(
    slug="grand-recueil",
    title="Le Grand Recueil, nouvelle vague",
    questionnaire="grand_recueil",
    introduction=(
        "De quoi votre organisation a-t-elle besoin pour durer\u202f? Vous pouvez vous arrêter et reprendre "
        "quand vous voulez."
    ),
    aim="Dire, en chiffres publics, de quel argent les organisations ont besoin, et pour quoi.",
    preparation="Vos derniers comptes, vos fonds propres, vos emprunts en cours.",
    audience=Audience.ORGANISATION,
    purposes=_ALL_PURPOSES,
    targets=_TARGETS,
)
FIVE_QUESTIONS = Wave(
    slug="cinq-questions",
    title="Cinq questions sur un fonds citoyen",
    questionnaire="cinq_questions",
    introduction="Dites ce que vous feriez d’un fonds décidé ensemble.",
    aim="Préparer les règles d’un fonds d’épargne citoyenne.",
    audience=Audience.PERSON,
)
#: The last opened comes first on the home page.
WAVES = (GRAND_RECUEIL, SAVERS, FIVE_QUESTIONS, NEW_WAVE)


def read_definition(name: str) -> Definition:
    """The questionnaire ``name`` of demo/questionnaires/."""
    result = read_questionnaire(FOLDER / f"{name}.md")
    if result.questionnaire is None:
        raise ValueError("\n".join(str(problem) for problem in result.refusals))
    return result.questionnaire


@transaction.atomic
def ensure_wave(wave: Wave) -> Collection:
    """Create the collection with all its answers and dataset, or find what an earlier run made."""
    known = Collection.objects.filter(slug=wave.slug).first()
    if known is not None:
        _ensure_quotas(known, wave)
        return known
    definition = read_definition(wave.questionnaire)
    version = create_version(
        code=wave.questionnaire.replace("_", "-"),
        definition=definition,
        source_name=f"{wave.questionnaire}.md",
        by=None,
    )
    collection = create_collection(
        slug=wave.slug,
        title=wave.title,
        version=version,
        by=None,
        introduction=wave.introduction,
        audience=wave.audience,
        closes_at=wave.closes_at,
        kept_until=KEPT_UNTIL if wave.closes_at else None,
        consent_texts=[text for text in _consent_texts() if text.purpose in wave.purposes],
        is_simulated=True,
        note=NOTE if wave.generate else OPEN_NOTE,
        organiser=ORGANISER,
        aim=wave.aim,
        preparation=wave.preparation,
    )
    open_collection(collection=collection, by=None, opens_at=wave.opens_at)
    if wave.generate is not None:
        store(collection, version, wave.generate(definition, SEED))
        freeze_collection(
            collection=collection,
            by=None,
            title=wave.dataset_title,
            derived=wave.derived,
            source_note=f"{wave.title}, reconstruction pour la démonstration",
        )
    _ensure_quotas(collection, wave)
    return collection


def _ensure_quotas(collection: Collection, wave: Wave) -> None:
    """The targets of the wave, unless there are some: a visitor may have set others."""
    if wave.targets and not collection.quotas.exists():
        set_quotas(collection=collection, targets=wave.targets, by=None)


def dataset_of(wave: Wave) -> Dataset:
    """The dataset the studies rest on: the first that was frozen."""
    return Dataset.objects.filter(collection__slug=wave.slug).earliest("frozen_at")


def store(collection: Collection, version: Version, simulated: Iterable[SimulatedResponse]) -> None:
    """Write the answers as the platform would have kept them. No link leads to them."""
    rows = Response.objects.bulk_create(
        [_row(collection, version, item) for item in simulated], batch_size=400
    )
    texts = list(collection.consent_texts.all())
    Consent.objects.bulk_create(
        (
            Consent(
                response=row,
                text=text,
                purpose=text.purpose,
                is_given=text.is_required or _agrees(row, text),
                decided_at=row.started_at,
            )
            for row in rows
            for text in texts
        ),
        batch_size=2_000,
    )


def _agrees(row: Response, text: ConsentText) -> bool:
    """Whoever left an address may be written to; two in three may be quoted."""
    return row.public_id.int % 3 > 0 if text.purpose == Purpose.QUOTATION else "courriel" in row.answers


def _row(collection: Collection, version: Version, item: SimulatedResponse) -> Response:
    return Response(
        public_id=uuid.uuid5(_NAMESPACE, f"{collection.slug} {item.number}"),
        collection=collection,
        version=version,
        token_digest=tokens.new_digest(),
        answers=item.answers,
        sections=_sections(item),
        revision=len(item.seconds),
        furthest_section=item.furthest_section,
        furthest_question=item.furthest_question,
        started_at=item.started_at,
        saved_at=item.saved_at,
        completed_at=item.saved_at if item.is_complete else None,
    )


def _sections(item: SimulatedResponse) -> dict[str, Any]:
    at = item.saved_at.isoformat(timespec="seconds")
    return {
        key: {
            "revision": number,
            "seconds": seconds,
            "page_seconds": seconds,
            "at": at,
            "by": "",
            "page": "",
            "since": 0,
        }
        for number, (key, seconds) in enumerate(item.seconds.items(), start=1)
    }


def _consent_texts() -> list[ConsentText]:
    return [
        write_consent_text(purpose=purpose, text=text, is_required=is_required, by=None)
        for purpose, text, is_required in _CONSENTS
    ]
