"""Plan of action, pillars, governance, statutes: sourced facts, and what is left to the administrator."""

from typing import Any

TO_COMPLETE = "À compléter par l’administrateur·rice du site"


def link(address: str, words: str) -> str:
    return f'<a href="{address}">{words}</a>'


SITE = link("https://operation-milliard.org", "operation-milliard.org")
PLAN = link("https://framavox.org/d/Ltw56ED3/notre-plan-d-action", "le plan d’action débattu sur Framavox")
LAUNCH = link(
    "https://cdurable.info/1-milliard-deuros-pour-une-transition-ecologique-juste", "Cdurable, mars 2024"
)
STATUTES = link(
    "https://sandbox.operation-milliard.org/statuts-juridiques", "les statuts publiés par le mouvement"
)
ACTIONS = link("https://operation-milliard.org/plan-daction/", "le plan d’action")
PLACES = link("https://operation-milliard.org/nos-lieux", "la page des lieux du mouvement")
FAIR = link(
    "https://www.finance-fair.org/fr/actualites/"
    "3-questions-bastien-sibille-secretaire-general-de-coop-fr-et-fondateur-de-loperation",
    "entretien publié par FAIR, 4 juillet 2025",
)
CARENEWS = link("https://www.carenews.com/carenews-info/news/l-operation-milliard", "Carenews, février 2025")


def part(title: str) -> tuple[str, Any]:
    return "heading", {"text": title}


def said(*paragraphs: str) -> tuple[str, Any]:
    return "text", "".join(one if one.startswith("<ul") else f"<p>{one}</p>" for one in paragraphs)


def points(*items: str) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def missing(what: str) -> tuple[str, Any]:
    return "callout", {"title": TO_COMPLETE, "text": f"<p>{what}</p>"}


def buttons(*links: tuple[str, str]) -> tuple[str, Any]:
    return "links", {"links": [{"label": label, "page": None, "url": url} for label, url in links]}


PAGES: dict[str, dict[str, Any]] = {
    "les-trois-piliers": {
        "title": "Les trois piliers",
        "lead": "Relier, renforcer, étendre\u00a0: trois manières d’agir pour qu’un milliard d’euros aille à "
        "la transition juste.",
        "body": [
            part("Relier"),
            said(
                "Un récit commun de la transition, des réseaux qui s’articulent au lieu de s’ignorer, et des "
                "lieux dans tous les territoires\u00a0: fermes, tiers-lieux, coopératives, maisons du "
                "peuple, "
                f"centres sociaux, MJC. Sources\u00a0: {SITE}, {PLACES}."
            ),
            buttons(("Trouver un lieu", "/lieux/")),
            part("Renforcer"),
            said(
                "Les savoirs financiers de plusieurs milliers de porteur·ses de projets et de citoyen·nes, "
                "des "
                f"règles communes d’investissement, de la visibilité. Source\u00a0: {SITE}.",
                "Le mouvement a annoncé des cours ouverts sur la finance, puis une formation à l’analyse des "
                f"demandes de financement. Source\u00a0: {FAIR}.",
            ),
            buttons(("Lire les études", "/etudes/")),
            part("Étendre"),
            said(
                "Faire grandir l’action, par les investissements et les dons que le milliard permettrait. "
                f"Source\u00a0: {SITE}."
            ),
            buttons(("Agir avec vous", "/agir/")),
        ],
    },
    "plan-d-action": {
        "title": "Le plan d’action",
        "lead": "Ce que le mouvement s’est donné à faire, écrit à plusieurs et débattu en ligne.",
        "body": [
            part("Comment il a été écrit"),
            said(
                "Pendant l’été 2023, un projet de plan est ouvert aux commentaires sur un forum\u00a0: "
                "trois axes, "
                f"huit objectifs, vingt-trois actions collectives. Source\u00a0: {PLAN}.",
                f"Il est adopté le 29\u00a0septembre 2023. Source\u00a0: {LAUNCH}.",
            ),
            part("Ses trois axes"),
            said(
                points(
                    "<b>Relier</b> celles et ceux qui agissent déjà.",
                    "<b>Renforcer</b> leurs moyens et leurs savoirs.",
                    "<b>Étendre</b> ce qui marche.",
                )
            ),
            buttons(("Les trois piliers en détail", "/les-trois-piliers/")),
            part("Ce qui tient ensemble les projets soutenus"),
            said(
                "Ils ne visent pas à enrichir des personnes, et ils sont démocratiques. Le mouvement ne "
                "remplace pas "
                "les réseaux qui existent\u00a0: c’est une alliance pour un but concret et limité dans le "
                "temps. "
                f"Sources\u00a0: {ACTIONS}, {PLAN}."
            ),
            missing(
                "Le texte complet du plan en vigueur, avec l’état de chaque action. Les textes publiés ne "
                "donnent pas "
                "tous le même nombre d’objectifs\u00a0: seul le texte adopté fait foi."
            ),
        ],
    },
    "gouvernance": {
        "title": "La gouvernance",
        "lead": "Qui décide, comment, et comment on le vérifie.",
        "body": [
            part("Une association de personnes"),
            said(
                "Le mouvement est une association de la loi de 1901, ouverte à toutes et tous, qui ne "
                "distribue pas "
                f"de résultat. Source\u00a0: {STATUTES}.",
                "Seules des personnes en sont membres\u00a0: un réseau ou une organisation peut être "
                "partenaire, "
                f"jamais membre. Les membres votent à l’assemblée générale. Source\u00a0: {SITE}.",
            ),
            part("La part des citoyen·nes dans le milliard"),
            said(
                "La part citoyenne annoncée est petite en argent, 5\u00a0M€ dans le texte de mars 2024 puis "
                "20\u00a0M€ en "
                "février 2025, sur un milliard\u00a0: elle doit garantir un fonctionnement démocratique et "
                f"l’ancrage local. Sources\u00a0: {LAUNCH}\u00a0; {CARENEWS}."
            ),
            missing(
                "Les noms et mandats des personnes élues, le règlement intérieur, les comptes rendus "
                "d’assemblée. "
                "Cette démonstration ne nomme personne."
            ),
            buttons(("Lire les statuts", "/statuts/")),
        ],
    },
    "statuts": {
        "title": "Les statuts",
        "lead": "L’objet de l’association, et les règles que ses membres se sont données.",
        "in_footer": False,
        "body": [
            part("Ce que l’association fait"),
            said(
                points(
                    "étudier et publier les besoins de financement des acteurs de la transition\u00a0;",
                    "animer une communauté\u00a0;",
                    "mettre des études et des outils pédagogiques à la disposition de toutes et tous\u00a0;",
                    "contribuer à un nouveau récit\u00a0;",
                    "aider à créer et à faire vivre des outils qui renforcent les acteurs de terrain.",
                ),
                f"Résumé d’après {STATUTES}.",
            ),
            part("Le texte complet"),
            missing(
                "Le texte des statuts en vigueur, avec la date de l’assemblée qui les a adoptés et le "
                "récépissé de la "
                "préfecture. Rien n’en est inventé ici."
            ),
        ],
    },
}
