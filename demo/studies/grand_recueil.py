"""«Trois organisations sur quatre manquent de fonds propres»: the study of the Grand Recueil."""

import math
from collections.abc import Sequence

from demo.studies.grand_recueil_method import METHOD, SOURCES
from demo.studies.wording import callout, comparison, heading, method, rewritten, text
from french import typeset
from milliard.figures.enums import Display
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec
from milliard.website.models import StudyPage
from milliard.website.services import (
    Piece,
    build_study,
    figure_piece,
    numbers_piece,
    shares_piece,
    sum_piece,
)

SLUG = "grand-recueil-2024"
TITLE = "De quoi vivent les organisations de la transition juste ?"
STANDFIRST = (
    "Trois organisations sur quatre manquent de fonds propres, et près de trois sur quatre ont connu des "
    "tensions de trésorerie. Ensemble, elles déclarent 1,4\u00a0milliard d’euros de besoins."
)
_ASSUMED = "Répartition inventée pour la démonstration : aucun résultat publié ne la donne."
_PUBLISHED = "Parts publiées en 2025 par l’opération Milliard, retrouvées ici sur des réponses simulées."


def ensure_grand_recueil(dataset: Dataset) -> StudyPage:
    """Build the study, or bring it to this state."""
    return build_study(
        title=typeset(TITLE),
        slug=SLUG,
        kicker="Grand Recueil 2024",
        standfirst=typeset(STANDFIRST),
        dataset=dataset,
        pieces=[_numbers(), *_who(), *_cash(), *_needs(), *_sizes(), *_seeking(), *_next()],
        method=typeset(METHOD),
        sources=typeset(SOURCES),
        correction=rewritten(),
    )


def _numbers() -> Piece:
    return numbers_piece(
        [
            ("organisations ont rempli tout le questionnaire", "complete", "", ()),
            ("manquent de fonds propres", "share", "fonds_propres_jugement", ("insuffisants",)),
            ("de besoins déclarés", "total", "montant_cible", ()),
        ]
    )


def _who() -> Sequence[Piece]:
    return [
        heading("Qui a répondu"),
        text(
            "<p>Des associations surtout, des coopératives ensuite, des sociétés commerciales, quelques "
            "fondations. Près de neuf sur dix décident à une personne, une voix, et près de trois sur "
            "quatre disent inventer une réponse nouvelle à un besoin social.</p>"
        ),
        shares_piece(
            "Six organisations sur dix sont des associations",
            [
                ("Associations", "statut", ("association",)),
                ("Coopératives", "statut", ("cooperative",)),
                ("Sociétés commerciales", "statut", ("commerciale",)),
                ("Fondations et autres statuts", "statut", ("fondation", "autre_statut")),
            ],
            highlight="Associations",
            note=typeset(_PUBLISHED),
        ),
        shares_piece(
            "Des organisations démocratiques, et qui inventent",
            [
                ("Une personne, une voix", "regle_vote", ("une_voix",)),
                ("Une innovation sociale", "innovation_sociale", ("yes",)),
            ],
            note=typeset(_PUBLISHED),
        ),
        comparison(
            "15 %",
            "sont des coopératives",
            base="des 155 000 entreprises employeuses de l’économie sociale et solidaire",
            date="2022",
            source="Avise, chiffres de l’ESS",
            url="https://avise.org/comprendre-ess/economie-sociale-solidaire-ess-contexte",
            caution="Calculé : 23 880 sur 155 000. Elles sont plus nombreuses parmi les répondantes.",
        ),
    ]


def _cash() -> Sequence[Piece]:
    source = (
        "Enquêtes sur la santé financière des associations (Le Mouvement associatif, RNMA, Hexopée, ORVA)"
    )
    return [
        heading("Des fonds propres et une trésorerie trop courts"),
        shares_piece(
            "Trois organisations sur quatre manquent de fonds propres",
            [
                ("Fonds propres insuffisants", "fonds_propres_jugement", ("insuffisants",)),
                ("Tensions de trésorerie depuis deux ans", "tension_tresorerie", ("yes",)),
                ("Trésorerie préoccupante aujourd’hui", "tresorerie_jugement", ("preoccupante",)),
            ],
            highlight="Fonds propres insuffisants",
            on_home=True,
            note=typeset(
                "Parts publiées en 2025. Avoir connu des tensions et juger sa trésorerie préoccupante sont "
                "deux questions différentes."
            ),
        ),
        comparison(
            "69 %",
            "ont des fonds propres fragiles ou nuls",
            base="des associations employeuses",
            date="mars 2025, 5 557 réponses",
            source=source,
            url="https://www.carenews.com/carenews-info/news/associations-une-situation-financiere-particulierement-fragile-en-2025",
            caution="Des associations seulement, et une question posée autrement.",
        ),
        figure_piece(
            "Associations, coopératives, sociétés : le manque de fonds propres touche tout le monde",
            FigureSpec(
                FigureKind.SHARE, "fonds_propres_jugement", category=("insuffisants",), breakdown="statut"
            ),
            note=typeset("Le total est publié ; le partage entre statuts est inventé pour la démonstration."),
        ),
        figure_piece(
            "Plus d’une organisation sur deux n’a pas six mois de trésorerie",
            FigureSpec(FigureKind.DISTRIBUTION, "mois_tresorerie"),
            note=typeset(
                "Répartition empruntée, pour les organisations employeuses, à l’enquête citée ci-dessous ; "
                "ce n’est pas un résultat du Grand Recueil."
            ),
        ),
        comparison(
            "61 %",
            "ont moins de six mois de trésorerie",
            base="des associations employeuses",
            date="septembre 2025, environ 4 360 réponses",
            source=source,
            url="https://www.rnma.fr/enquete-sante-financiere-associations-2",
            caution="C’est de cette enquête que viennent les tranches simulées ci-dessus.",
        ),
    ]


def _uses() -> Piece:
    return sum_piece(
        "Ces 1,4\u00a0milliard, usage par usage : investir pèse plus que tout le reste",
        "montant_cible",
        [
            ("Investir", "besoin_investissement"),
            ("Renforcer les fonds propres", "besoin_fonds_propres"),
            ("Fonctionner", "besoin_fonctionnement"),
            ("Passer un creux de trésorerie", "besoin_tresorerie"),
            ("Étudier et préparer un projet", "besoin_ingenierie"),
        ],
        note=typeset(
            "Le total est publié, et le sens des besoins ; le partage entre usages est inventé. "
            "Une organisation peut avoir plusieurs besoins : elle compte dans chacun de ses usages."
        ),
    )


def _needs() -> Sequence[Piece]:
    return [
        heading("1,4\u00a0milliard d’euros, mais pas les mêmes euros"),
        figure_piece(
            "Ce que les organisations déclarent chercher, à court et moyen terme",
            FigureSpec(FigureKind.TOTAL, "montant_cible"),
            display=Display.NUMBER,
            note=typeset(
                "Somme de ce qui a été déclaré, sans extrapolation aux organisations qui n’ont pas répondu. "
                "Total publié en 2025."
            ),
        ),
        _uses(),
        text(
            "<p>Les associations cherchent d’abord de quoi fonctionner : des salaires, un loyer, de la "
            "coordination. Les SCIC, les foncières et les sociétés commerciales cherchent d’abord de quoi "
            "investir.</p>"
        ),
        figure_piece(
            "Pour investir : coopératives et sociétés commerciales portent presque tout",
            FigureSpec(FigureKind.TOTAL, "besoin_investissement", breakdown="statut"),
            note=typeset(_SPLIT),
        ),
        figure_piece(
            "Pour fonctionner, ce sont les associations qui demandent le plus",
            FigureSpec(FigureKind.TOTAL, "besoin_fonctionnement", breakdown="statut"),
            highlight="association",
            note=typeset(_SPLIT),
        ),
        figure_piece(
            "Près de deux associations sur trois ont besoin d’argent pour fonctionner",
            FigureSpec(FigureKind.MULTIPLE, "usage", domain=(("statut", ("association",)),)),
            highlight="fonctionnement",
            note=typeset(
                "Le sens est publié (les associations fonctionnent d’abord) ; les parts sont inventées."
            ),
        ),
        figure_piece(
            "Parmi les coopératives, l’investissement est l’affaire des SCIC et des foncières",
            FigureSpec(
                FigureKind.TOTAL,
                "besoin_investissement",
                breakdown="forme_cooperative",
                domain=(("statut", ("cooperative",)),),
            ),
            note=typeset(_SPLIT),
        ),
    ]


def _sizes() -> Sequence[Piece]:
    return [
        figure_piece(
            "La plupart des besoins restent sous le million d’euros",
            FigureSpec(
                FigureKind.HISTOGRAM,
                "montant_cible",
                bounds=(0, 100_000, 500_000, 1_000_000, 5_000_000, math.inf),
            ),
            note=typeset(_ASSUMED),
        ),
        figure_piece(
            "La moitié des associations cherche 300 000 euros au plus ; la moitié des coopératives, deux "
            "millions au moins",
            FigureSpec(FigureKind.MEDIAN, "montant_cible", breakdown="statut"),
            note=typeset(_ASSUMED),
        ),
        method(
            "Pourquoi la moyenne trompe",
            "<p>Divisé entre toutes, le total ferait près de 2,7 millions d’euros chacune. Quelques grands "
            "projets immobiliers tirent cette moyenne vers le haut : la médiane dit mieux ce que cherche "
            "une organisation ordinaire.</p>",
        ),
    ]


_SPLIT = "Le sens est publié (qui investit, qui fonctionne) ; les montants par groupe sont inventés."


def _seeking() -> Sequence[Piece]:
    return [
        heading("Chercher de l’argent prend du temps"),
        figure_piece(
            "Le temps à y passer est le premier obstacle cité",
            FigureSpec(FigureKind.MULTIPLE, "obstacles"),
            highlight="temps",
            note=typeset(_ASSUMED),
        ),
        figure_piece(
            "Un seul dossier pour plusieurs financeurs : huit sur dix le voudraient",
            FigureSpec(FigureKind.SHARE, "partage_dossier", category=("yes",)),
            display=Display.NUMBER,
            note=typeset(_ASSUMED),
        ),
        figure_piece(
            "Ouvrir sa gouvernance aux citoyen·nes qui financent ?",
            FigureSpec(FigureKind.DISTRIBUTION, "ouverture_gouvernance"),
            note=typeset(_ASSUMED),
        ),
        comparison(
            "54 %",
            "souhaitent de l’aide pour trouver et diversifier leurs financements",
            base="des responsables d’associations interrogé·es",
            date="2019, plus de 2 000 réponses",
            source="Recherches & Solidarités",
            url="https://www.carenews.com/fr/news/12514-chiffre-financement-54-d-associations-demandent-a-etre-mieux-accompagnees",
            caution="Des associations seulement, cinq ans plus tôt.",
        ),
    ]


def _next() -> Sequence[Piece]:
    return [
        callout(
            "Une nouvelle vague est ouverte",
            '<p>Votre organisation peut répondre dès maintenant au <a href="/questionnaires/">Grand '
            "Recueil</a>.</p>",
        )
    ]
