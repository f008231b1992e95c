"""«Huit épargnant·es sur dix veulent décider»: the study of the savers' survey."""

from collections.abc import Sequence

from demo.studies.wording import callout, comparison, heading, rewritten, text
from french import typeset
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec
from milliard.website.models import StudyPage
from milliard.website.services import Piece, build_study, figure_piece, numbers_piece, shares_piece

SLUG = "epargnants-2024"
TITLE = "Épargner autrement : ce qu’attendent celles et ceux qui essaient"
STANDFIRST = (
    "Près de deux personnes sur trois ont déjà essayé de rendre leur épargne plus durable, autant ne "
    "trouvent rien de clair à leur banque, et huit sur dix veulent des projets gouvernés démocratiquement."
)
_ASSUMED = "Répartition inventée pour la démonstration : aucun résultat publié ne la donne."
_ORDER = "L’ordre des attentes est publié ; les parts sont inventées pour la démonstration."


def ensure_savers(dataset: Dataset) -> StudyPage:
    """Build the study, or bring it to this state."""
    return build_study(
        title=typeset(TITLE),
        slug=SLUG,
        kicker="Enquête Épargnants 2024",
        standfirst=typeset(STANDFIRST),
        dataset=dataset,
        pieces=[_numbers(), *_trying(), *_expecting(), *_taking_part()],
        method=typeset(_METHOD),
        sources=typeset(_SOURCES),
        correction=rewritten(),
    )


def _numbers() -> Piece:
    return numbers_piece(
        [
            ("ont essayé de rendre leur épargne plus durable", "share", "demarche", ("yes",)),
            ("ne voient aucune option claire à leur banque", "share", "offre_banque", ("non",)),
            ("veulent une gouvernance démocratique des projets", "share", "gouvernance", ("oui",)),
        ]
    )


def _trying() -> Sequence[Piece]:
    return [
        heading("Beaucoup ont essayé, l’offre manque"),
        figure_piece(
            "À leur banque, deux personnes sur trois ne voient aucune option durable claire",
            FigureSpec(FigureKind.DISTRIBUTION, "offre_banque"),
            highlight="non",
            note=typeset(
                "La part de « Non » est publiée (2025) et retrouvée sur des réponses simulées ; "
                "le partage des autres est inventé."
            ),
        ),
        figure_piece(
            "Le manque d’information et d’offre claire freine d’abord",
            FigureSpec(FigureKind.MULTIPLE, "freins"),
            note=typeset(_ASSUMED),
        ),
        comparison(
            "13 %",
            "se sont vu proposer un placement durable par leur banque",
            base="des épargnant·es en France",
            date="2024",
            source="Ifop pour le FIR",
            url="https://youmatter.world/fr/categorie-economie-business/linteret-des-epargnants-francais-pour-la-durabilite-en-baisse",
            caution="Un échantillon représentatif ; ici, des sympathisant·es qui ont choisi de répondre.",
        ),
    ]


def _expecting() -> Sequence[Piece]:
    return [
        heading("Savoir où va l’argent, et en décider"),
        text(
            "<p>Le rendement compte, mais pas d’abord pour tout le monde. Ce qui revient le plus : la "
            "transparence, puis la sécurité de l’argent placé.</p>"
        ),
        shares_piece(
            "Savoir où va chaque euro passe avant le rendement",
            [
                ("La transparence compte beaucoup", "imp_transparence", ("beaucoup",)),
                ("La sécurité compte beaucoup", "imp_securite", ("beaucoup",)),
                ("La proximité compte beaucoup", "imp_proximite", ("beaucoup",)),
                ("La disponibilité compte beaucoup", "imp_disponibilite", ("beaucoup",)),
                ("Le rendement compte beaucoup", "imp_rendement", ("beaucoup",)),
            ],
            highlight="La transparence compte beaucoup",
            on_home=True,
            note=typeset(_ORDER),
        ),
        comparison(
            "12 %",
            "placent l’impact social ou écologique en premier",
            base="des Français·es",
            date="novembre 2024",
            source="OpinionWay pour FAIR et France Active",
            url="https://www.franceactive.org/cp/epargne-solidaire-face-a-un-contexte-incertain-des-francais-partages-entre-enthousiasme-et-pragmatisme/",
            caution="Disponibilité (33 %), sécurité (29 %) et rendement (22 %) passent devant : un autre "
            "public.",
        ),
        figure_piece(
            "De trois à huit ans : la durée la plus souvent acceptée",
            FigureSpec(FigureKind.DISTRIBUTION, "duree"),
            highlight="d8",
            note=typeset(_ASSUMED),
        ),
        comparison(
            "41 %",
            "jugent idéale une durée de trois à huit ans",
            base="des Français·es",
            date="novembre 2025",
            source="OpinionWay pour FAIR et France Active",
            url="https://www.moneyvox.fr/placement/actualites/106026/combien-de-temps-les-francais-sont-ils-prets-a-attendre-pour-rentabiliser-leur-epargne-solidaire",
            caution="Les titres associatifs et participatifs demandent sept ans au moins : l’écart est un "
            "résultat.",
        ),
        figure_piece(
            "Quelle perte accepter ?", FigureSpec(FigureKind.DISTRIBUTION, "perte"), note=typeset(_ASSUMED)
        ),
        figure_piece(
            "Avoir essayé n’est pas une affaire d’âge",
            FigureSpec(FigureKind.SHARE, "demarche", category=("yes",), breakdown="age"),
            note=typeset("Le total est publié ; le partage entre âges est inventé pour la démonstration."),
        ),
    ]


def _taking_part() -> Sequence[Piece]:
    return [
        heading("Prendre part"),
        figure_piece(
            "Recevoir des nouvelles et voter : les deux envies les plus partagées",
            FigureSpec(FigureKind.MULTIPLE, "participation"),
            note=typeset(_ASSUMED),
        ),
        callout(
            "Et vous ?",
            '<p>Un court questionnaire est ouvert : <a href="/questionnaires/">cinq questions</a>, deux '
            "minutes.</p>",
        ),
    ]


_METHOD = (
    "<p><b>Ces données sont simulées.</b> Cette étude montre ce que la plateforme sait faire ; ce n’est pas "
    "celle qu’a publiée l’opération Milliard. Le questionnaire a été récrit, et chaque réponse a été tirée "
    "au sort par un programme dont la graine est publique.</p><p><b>Ce qui est publié et retrouvé "
    "exactement :</b> 1 130 réponses, de septembre à novembre 2024 ; 64 % ont déjà essayé ; 65 % ne voient "
    "pas d’option claire à leur banque ; 80 % veulent une gouvernance démocratique.</p><p><b>Ce qui est "
    "inventé :</b> tout le reste, dont les âges, les montants, les durées et les pertes acceptées. L’ordre "
    "des attentes suit ce qui a été dit publiquement.</p><p><b>Ce que l’étude ne dit pas.</b> Le "
    "questionnaire a circulé dans les réseaux du mouvement : les parts valent pour celles et ceux qui ont "
    "répondu, et non pour la population.</p>"
)
_SOURCES = (
    "Résultats publiés de l’Enquête Épargnants : lemoment.org (une enquête inédite sur les aspirations des "
    "épargnants), operation-milliard.org, février 2025.\n"
    "Comparaisons : sources citées sous chaque chiffre."
)
