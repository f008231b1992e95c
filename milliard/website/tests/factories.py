"""A small survey with real answers, frozen by the real service, and studies made of it."""

import math
import secrets
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import PageSubscription, UploadedFile
from wagtail.users.models import UserProfile

from engines.questionnaire.model import Choice, Definition, Kind, Missing, Question, QuestionRole, Section
from milliard.accounts.models import User
from milliard.figures.enums import Display
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec
from milliard.figures.services.freeze import freeze_collection
from milliard.surveys.tests import factories as surveys
from milliard.surveys.tests.responses import respond
from milliard.website.enums import MessageSubject
from milliard.website.models import ContactMessage, HomePage, StudyPage
from milliard.website.services import Piece, build_study, figure_piece, numbers_piece, shares_piece
from tests.harness.bulk import add_rows

STATUSES = (
    Choice("association", "Association"),
    Choice("cooperative", "Coopérative"),
    Choice("entreprise", "Société commerciale"),
    Choice("autre", "Fondation, fonds de dotation ou autre"),
)
OPINIONS = (
    Choice("oui", "Suffisants"),
    Choice("non", "Insuffisants"),
    Choice("nsp", "Ne sait pas", missing=Missing.DONT_KNOW),
)
OBSTACLES = (
    Choice("temps", "Le temps"),
    Choice("garanties", "Les garanties demandées"),
    Choice("montant", "Des montants trop petits pour les financeurs"),
)


def survey_definition() -> Definition:
    """Eight questions of five kinds."""
    items = (
        Question(
            "statut",
            Kind.ONE,
            "Quel est votre statut\u202f?",
            choice_list="statuts",
            role=QuestionRole.BREAKDOWN,
        ),
        Question("voix", Kind.YES_NO, "Une personne, une voix\u202f?"),
        Question(
            "fonds_propres", Kind.ONE, "Vos fonds propres sont-ils suffisants\u202f?", choice_list="avis"
        ),
        Question("tension", Kind.YES_NO, "Des tensions de trésorerie cette année\u202f?"),
        Question("salaries", Kind.INTEGER, "Combien de personnes salariées\u202f?"),
        Question("besoin", Kind.AMOUNT, "De combien avez-vous besoin\u202f?"),
        Question("freins", Kind.MANY, "Qu’est-ce qui vous freine\u202f?", choice_list="freins"),
        Question("mot", Kind.TEXT, "Un mot pour finir"),
    )
    return Definition(
        title="Enquête d’essai",
        sections=(Section("page", "Une page", items),),
        choice_lists={"statuts": STATUSES, "avis": OPINIONS, "freins": OBSTACLES},
    )


def answers_of(index: int) -> dict[str, Any]:
    """The answers of respondent ``index``, always the same: 60 associations in 100, 24, 11 and 5."""
    place = index % 100
    status = (
        "association"
        if place < 60
        else "cooperative"
        if place < 84
        else "entreprise"
        if place < 95
        else "autre"
    )
    return {
        "statut": status,
        "voix": "yes" if index * 7 % 100 < 87 else "no",
        "fonds_propres": "nsp" if index * 3 % 50 == 0 else "non" if index * 11 % 100 < 75 else "oui",
        "tension": "yes" if index * 13 % 100 < 72 else "no",
        "salaries": index * 17 % 41,
        "besoin": (20 + index * 37 % 500) * 1_000_00,
        "freins": [choice.value for rank, choice in enumerate(OBSTACLES) if (index >> rank) % 2 == 0],
        "mot": "merci",
    }


def dataset(
    *, complete: int = 100, partial: int = 20, is_simulated: bool = False, title: str = "Enquête d’essai"
) -> Dataset:
    """Frozen from answers that went through the database."""
    collection = surveys.open_collection(survey_definition(), title=title, is_simulated=is_simulated)
    respond(collection, *(answers_of(index) for index in range(complete)))
    if partial:
        begun = [{"statut": answers_of(index)["statut"]} for index in range(partial)]
        respond(collection, *begun, complete=False, section=1, question=1)
    return freeze_collection(
        collection=collection, by=None, title=title, source_note="Enquête d’essai, milliard.example"
    )


BARS = shares_piece(
    title="Trois organisations sur quatre manquent de fonds propres",
    bars=(
        ("Une personne, une voix", "voix", ("yes",)),
        ("Fonds propres insuffisants", "fonds_propres", ("non",)),
        ("Tensions de trésorerie", "tension", ("yes",)),
    ),
    highlight="Fonds propres insuffisants",
    on_home=True,
)
NUMBERS = numbers_piece(
    numbers=(
        ("organisations ont commencé à répondre", "begun", "", ()),
        ("ont répondu à toutes les questions", "complete", "", ()),
        ("demandent des fonds propres", "share", "fonds_propres", ("non",)),
    )
)


def pieces() -> list[Piece]:
    """Every kind of block."""
    return [
        NUMBERS,
        ("heading", {"text": "Qui a répondu"}),
        ("text", "<p>Surtout des <b>associations</b>, et c’est normal : elles sont les plus nombreuses.</p>"),
        figure_piece(
            "Six organisations sur dix sont des associations",
            FigureSpec(FigureKind.DISTRIBUTION, "statut"),
            highlight="association",
            note="Le statut est celui que l’organisation a déclaré.",
        ),
        ("heading", {"text": "Ce qui manque"}),
        BARS,
        (
            "quote",
            {
                "text": "Sans fonds propres, chaque retard de subvention nous met à genoux.",
                "author": "Camille",
                "role": "trésorière",
            },
        ),
        figure_piece(
            "Les sociétés ont plus souvent assez de fonds propres",
            FigureSpec(FigureKind.CROSSTAB, "fonds_propres", breakdown="statut"),
        ),
        figure_piece("Besoin médian par statut", FigureSpec(FigureKind.MEDIAN, "besoin", breakdown="statut")),
        figure_piece(
            "Le besoin total déclaré", FigureSpec(FigureKind.TOTAL, "besoin"), display=Display.NUMBER
        ),
        (
            "comparison",
            {
                "value": "43 %",
                "label": "des associations employeuses ont des fonds propres faibles",
                "base": "des associations employeuses interrogées",
                "date": "2024",
                "source": "Une autre enquête",
                "source_url": "",
                "caution": "La question n’était pas la même.",
            },
        ),
        ("heading", {"text": "Ce qui freine"}),
        figure_piece("Le temps d’abord", FigureSpec(FigureKind.MULTIPLE, "freins")),
        figure_piece(
            "La plupart demandent moins de 250 000 euros",
            FigureSpec(FigureKind.HISTOGRAM, "besoin", bounds=(0, 50_000, 100_000, 250_000, math.inf)),
        ),
        ("callout", {"title": "À retenir", "text": "<p>Il manque de quoi durer.</p>"}),
        ("method", {"title": "Lire les chiffres", "text": "<p>Chaque chiffre dit sa base.</p>"}),
    ]


def few_pieces() -> list[Piece]:
    """A part, a chart and bars: enough for what is not about the blocks themselves."""
    return [pieces()[1], pieces()[3], BARS]


def study(
    *, of: Dataset | None = None, slug: str = "essai", with_pieces: Any = None, **fields: Any
) -> StudyPage:
    """A published study with every kind of block."""
    return build_study(
        title=fields.pop("title", "Ce qui manque aux organisations"),
        slug=slug,
        standfirst=fields.pop(
            "standfirst", "Cent organisations ont répondu : il leur manque des fonds propres."
        ),
        kicker=fields.pop("kicker", "Enquête d’essai"),
        dataset=of or dataset(),
        pieces=pieces() if with_pieces is None else with_pieces,
        method=fields.pop(
            "method", "<p>Questionnaire ouvert à toutes ; les réponses ne sont pas redressées.</p>"
        ),
        sources=fields.pop("sources", "Merci à celles et ceux qui ont répondu."),
        **fields,
    )


def home() -> HomePage:
    """The home page every installation begins with."""
    return HomePage.objects.get()


def make_message(**fields: Any) -> ContactMessage:
    """Somebody wrote to us."""
    known = {
        "name": "Camille",
        "email": "camille@exemple.fr",
        "subject": MessageSubject.QUESTION,
        "text": "Y a-t-il un lieu près de Brest\u202f?",
        "stamp": secrets.token_hex(16),
    }
    return ContactMessage.objects.create(**{**known, **fields})


_MESSAGES = """
INSERT INTO website_contactmessage
    (public_id, name, email, subject, text, stamp, created_at, updated_at)
SELECT gen_random_uuid(), 'Camille', 'camille@exemple.fr', 'question', 'Bonjour', 'n' || number, now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""


def add_messages(count: int) -> None:
    add_rows(_MESSAGES, count)


def rows_of_a_person(user: User) -> None:
    """A message they wrote; what Wagtail keeps for somebody of the team."""
    make_message(email=user.email, handled_at=timezone.now(), handled_by=user)
    page = home()
    kind = ContentType.objects.get_for_model(HomePage)
    UserProfile.objects.create(user=user, theme="dark")
    PageSubscription.objects.create(user=user, page=page, comment_notifications=True)
    of = {"user": user, "content_type": kind, "object_id": str(page.pk)}
    EditingSession.objects.create(**of, last_seen_at=timezone.now())
    FormState.objects.create(**of, data="title=Inventé", parent_object_id="", last_updated_at=timezone.now())
    UploadedFile.objects.create(uploaded_by_user=user, file="wagtail_uploads/absent.png")
