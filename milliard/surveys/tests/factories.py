"""The smallest valid objects of this app, and two definitions that show every kind of question."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from engines.questionnaire.model import Choice, Definition, Group, Kind, Layout, Missing, Question, Section
from milliard.accounts.enums import Role
from milliard.accounts.models import RoleGrant, User
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, ConsentText, Response, Version
from milliard.surveys.services import collections, questionnaires

_numbers = iter(range(1, 10_000_000))


def user(*roles: Role, **fields: Any) -> User:
    """A person, holding ``roles``."""
    person = User.objects.create_user(fields.pop("email", f"personne{next(_numbers)}@exemple.org"), **fields)
    RoleGrant.objects.bulk_create([RoleGrant(user=person, role=role, granted_by=person) for role in roles])
    return person


def organiser() -> User:
    return user(Role.ORGANISER)


def question(key: str = "satisfait", kind: Kind = Kind.TEXT, **fields: Any) -> Question:
    """A question of any kind; ``label`` says the key."""
    return Question(key=key, kind=kind, label=fields.pop("label", f"Question {key}"), **fields)


def definition(*items: Question | Group, **fields: Any) -> Definition:
    """One section holding ``items`` (one short text by default)."""
    section = Section(key="page", title="La page", items=items or (question("nom"),))
    return Definition(title=fields.pop("title", "Essai"), sections=(section,), **fields)


def five_questions() -> Definition:
    """The five-question page of the speed target: one, yes/no, integer, amount, text."""
    return Definition(
        title="Cinq questions",
        sections=(
            Section(
                key="page",
                title="Cinq questions",
                items=(
                    question("statut", Kind.ONE, choice_list="statuts", required="yes", label="Votre statut"),
                    question("election", Kind.YES_NO, label="Une personne, une voix\u202f?"),
                    question(
                        "personnes", Kind.INTEGER, label="Combien de personnes\u202f?", maximum="100000"
                    ),
                    question("besoin", Kind.AMOUNT, label="De combien avez-vous besoin\u202f?"),
                    question("mot", Kind.TEXT, label="Un mot pour finir"),
                ),
            ),
        ),
        choice_lists={
            "statuts": (
                Choice("association", "Association"),
                Choice("scic", "SCIC"),
                Choice("autre", "Autre", is_other=True),
            )
        },
    )


def every_kind() -> Definition:
    """Three sections holding every kind, layout and routing feature."""
    scale = (
        Choice("1", "Pas du tout"),
        Choice("2", "Un peu"),
        Choice("3", "Beaucoup"),
        Choice("nsp", "Ne sait pas", missing=Missing.DONT_KNOW),
    )
    who = Section(
        key="vous",
        title="Votre organisation",
        intro="Quelques mots sur vous.",
        items=(
            question("note_debut", Kind.NOTE, label="Bienvenue."),
            question("nom", Kind.TEXT, required="yes", label="Nom de l’organisation"),
            question("statut", Kind.ONE, choice_list="statuts", label="Statut"),
            question("statut_autre", Kind.TEXT, relevant="${statut} = 'autre'", label="Lequel\u202f?"),
            question("siren", Kind.ORGANISATION, label="SIREN ou RNA"),
            question("commune", Kind.COMMUNE, label="Commune du siège"),
            question("courriel", Kind.EMAIL, label="Adresse e-mail"),
            question("creation", Kind.DATE, label="Date de création"),
        ),
    )
    figures = Section(
        key="chiffres",
        title="Vos chiffres",
        items=(
            question("personnes", Kind.INTEGER, label="Personnes salariées", minimum="0", maximum="100000"),
            question("taux", Kind.DECIMAL, label="Taux d’occupation"),
            question("budget", Kind.AMOUNT, label="Budget annuel"),
            Group(
                key="origine",
                label="D’où vient l’argent\u202f?",
                layout=Layout.SPLIT,
                items=(
                    question("ventes", Kind.PERCENTAGE, label="Ventes"),
                    question("dons", Kind.PERCENTAGE, label="Dons"),
                    question("aides", Kind.PERCENTAGE, label="Aides publiques"),
                ),
            ),
            Group(
                key="besoins",
                label="Vos besoins",
                repeats=True,
                max_rows=5,
                items=(
                    question("usage", Kind.ONE, choice_list="usages", label="Pour quoi faire\u202f?"),
                    question("montant", Kind.AMOUNT, label="Montant"),
                ),
            ),
            question("total", Kind.CALCULATE, label="Total", calculation="sum(${montant})"),
            question("rappel", Kind.NOTE, label="Total de vos besoins\u00a0: ${total}"),
        ),
    )
    opinions = Section(
        key="avis",
        title="Votre avis",
        items=(
            Group(
                key="echelle",
                label="Êtes-vous d’accord\u202f?",
                layout=Layout.GRID,
                items=(
                    question("utile", Kind.ONE, choice_list="echelle", label="C’est utile"),
                    question("clair", Kind.ONE, choice_list="echelle", label="C’est clair"),
                ),
            ),
            question("freins", Kind.MANY, choice_list="freins", label="Vos freins"),
            question("priorites", Kind.RANK, choice_list="usages", label="Vos priorités"),
            question("membre", Kind.YES_NO, label="Déjà membre\u202f?"),
            question("recit", Kind.LONG_TEXT, label="Racontez", relevant="${membre} = 'yes'"),
            question("statuts_pdf", Kind.FILE, label="Vos statuts", accept=("application/pdf",)),
        ),
    )
    return Definition(
        title="Toutes les questions",
        sections=(who, figures, opinions),
        choice_lists={
            "statuts": (
                Choice("association", "Association"),
                Choice("scic", "SCIC"),
                Choice("autre", "Autre", is_other=True),
            ),
            "usages": (
                Choice("tresorerie", "Trésorerie"),
                Choice("immobilier", "Immobilier"),
                Choice("emploi", "Emploi"),
            ),
            "freins": (
                Choice("temps", "Le temps"),
                Choice("argent", "L’argent"),
                Choice("aucun", "Aucun frein", is_exclusive=True),
            ),
            "echelle": scale,
        },
    )


def moments_and_places() -> Definition:
    """Times, a place, and answers that a calculation fills; in rows too."""
    return Definition(
        title="Réunion",
        sections=(
            Section(
                key="reunion",
                title="Votre réunion",
                items=(
                    question("ouverture", Kind.TIME, label="Heure d’ouverture"),
                    question(
                        "fermeture", Kind.TIME, label="Heure de fermeture", constraint=". > ${ouverture}"
                    ),
                    question("debut", Kind.DATETIME, label="Début de la réunion", constraint=". <= now()"),
                    question("lieu", Kind.GEOPOINT, label="Lieu de la réunion"),
                    question("places", Kind.INTEGER, label="Places dans la salle"),
                    question(
                        "inscrits", Kind.INTEGER, label="Personnes attendues", calculation="${places} * 2"
                    ),
                    question(
                        "repas", Kind.INTEGER, label="Repas", calculation="${inscrits} + 1", trigger="places"
                    ),
                    question(
                        "loin", Kind.TEXT, label="Qui vient de loin\u202f?", relevant="${inscrits} > 50"
                    ),
                    Group(
                        key="table",
                        label="Table",
                        repeats=True,
                        items=(
                            question("chaises", Kind.INTEGER, label="Chaises"),
                            question(
                                "couverts", Kind.INTEGER, label="Couverts", calculation="${chaises} + 1"
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )


def version(content: Definition | None = None, *, code: str = "") -> Version:
    """A version nobody opened yet."""
    return questionnaires.create_version(
        code=code or f"essai-{next(_numbers)}", definition=content or definition(), by=None
    )


def draft_collection(content: Definition | None = None, **fields: Any) -> Collection:
    """A collection not open yet."""
    number = next(_numbers)
    return collections.create_collection(
        slug=fields.pop("slug", f"collecte-{number}"),
        title=fields.pop("title", f"Collecte {number}"),
        version=fields.pop("version", None) or version(content),
        by=None,
        **fields,
    )


def open_collection(content: Definition | None = None, **fields: Any) -> Collection:
    """A collection open since an hour ago."""
    opens_at = fields.pop("opens_at", None) or timezone.now() - timedelta(hours=1)
    collection = draft_collection(content, **fields)
    return collections.open_collection(collection=collection, by=None, opens_at=opens_at)


def consent_text(purpose: Purpose = Purpose.STATISTICS, **fields: Any) -> ConsentText:
    number = ConsentText.objects.filter(purpose=purpose).count() + 1
    return ConsentText.objects.create(
        purpose=purpose,
        version=fields.pop("version", number),
        text=fields.pop("text", f"J’accepte cet usage\u00a0: {purpose.label}."),
        **fields,
    )


def rows_of_a_person(person: User) -> None:
    """A response with all that may hang on one. It is erased by its link, not with the account."""
    collection = open_collection(title=f"Collecte {next(_numbers)}")
    now = timezone.now()
    response = Response.objects.create(
        collection=collection,
        version=collection.version,
        token_digest=f"{next(_numbers):032}".encode(),
        answers={"nom": "Des mots"},
        resume_email=person.email,
        started_at=now,
        saved_at=now,
    )
    response.contributors.create(
        name="Ada", email=person.email, token_digest=f"{next(_numbers):032}".encode()
    )
    response.replaced_answers.create(section_key="page", path="nom", value="Avant")
    response.consents.create(text=consent_text(), purpose=Purpose.STATISTICS, is_given=True, decided_at=now)
    response.attachments.create(path="nom", file="attachments/absent", name="carte.pdf", size=1)
