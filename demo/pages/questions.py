"""The ten questions people ask most, answered in our own words, each with its source."""

from typing import Any

from demo.pages.words import CARENEWS, LAUNCH, PLACES, SITE, STATUTES


def theme(title: str) -> tuple[str, Any]:
    return "theme", {"text": title}


def question(words: str, *answer: str) -> tuple[str, Any]:
    return "question", {"question": words, "answer": "".join(f"<p>{one}</p>" for one in answer)}


QUESTIONS = [
    theme("Le mouvement"),
    question(
        "Que veut le mouvement\u202f?",
        "Réunir un milliard d’euros pour les organisations qui portent, partout en France, des innovations "
        "sociales, "
        "démocratiques et écologiques. Et changer les conditions auxquelles l’argent leur est donné. "
        f"Source\u00a0: {SITE}.",
    ),
    question(
        "Qu’est-ce qu’une transition juste\u202f?",
        "Une transformation profonde et démocratique de la société et de son économie, qui répond aux "
        "besoins de "
        "toutes et tous, ensemble et dignement, en préservant le vivant et en respectant les limites de la "
        "planète. "
        f"Source\u00a0: {SITE}.",
    ),
    question(
        "Un milliard pour financer quoi\u202f?",
        "Des projets de terrain durables, efficaces pour la société, l’environnement et la démocratie, "
        "bâtis sur "
        "l’innovation sociale et le changement des habitudes plus que sur la technologie. Un groupe de "
        "travail précise "
        f"ce qui peut être financé. Source\u00a0: {SITE}.",
    ),
    question(
        "D’où viendra l’argent\u202f?",
        "Le texte de mars 2024 annonçait 5\u00a0M€ de citoyen·nes, 300\u00a0M€ de la finance de l’économie "
        "sociale "
        "(banques coopératives, mutuelles) et 680\u00a0M€ d’acteurs publics, surtout en investissement et "
        "en prêts. "
        "En février 2025, la part citoyenne annoncée était de 20\u00a0M€. Ce sont des intentions datées, "
        "pas des sommes "
        f"réunies. Sources\u00a0: {LAUNCH}\u00a0; {CARENEWS}.",
        "Ce site ne reçoit pas d’argent pour un placement et ne donne pas de conseil en investissement.",
    ),
    question(
        "Quel lien avec Team for the Planet\u202f?",
        "Aucun lien particulier, et aucun projet n’est privilégié. Team for the Planet finance surtout des "
        "innovations "
        "techniques dans des sociétés de capitaux\u00a0; le mouvement s’adresse plutôt à des organisations "
        "de personnes\u00a0: "
        f"associations, coopératives, mutuelles. Source\u00a0: {SITE}.",
    ),
    theme("Prendre part"),
    question(
        "Comment participer\u202f?",
        "En adhérant\u00a0: chaque membre reçoit des missions à la mesure de son temps et vote à "
        "l’assemblée générale. "
        f'Sans adhérer, on peut déjà <a href="/agir/">venir à un évènement ou rejoindre un lieu</a>. '
        f"Source\u00a0: {SITE}.",
    ),
    question(
        "Un réseau ou une organisation peut-il adhérer\u202f?",
        "Non\u00a0: seules des personnes sont membres, et chacune a une voix. Les réseaux et les "
        "organisations peuvent être "
        f'partenaires, et paraître dans <a href="/organisations/">l’annuaire</a>. Source\u00a0: {SITE}.',
    ),
    question(
        "Comment ne pas devenir un mouvement de Parisien·nes aisé·es\u202f?",
        "Par les lieux\u00a0: des fermes, des tiers-lieux, des centres sociaux, en zone rurale et dans les "
        "quartiers "
        "prioritaires, qui prennent part à tout. Et par des porte-parole qui ressemblent à la société. "
        f"Sources\u00a0: {SITE}, {PLACES}.",
        'Chaque page de territoire dit aussi ce qui y manque\u00a0: <a href="/territoires/">voir près de '
        "chez vous</a>.",
    ),
    theme("Votre argent, vos données"),
    question(
        "À quoi sert ma cotisation\u202f?",
        "À faire vivre l’association\u00a0: étudier et publier les besoins de financement, animer la "
        "communauté, créer des "
        f"outils ouverts à toutes et tous. Source\u00a0: {STATUTES}. Elle n’est pas un placement\u00a0: "
        "l’association ne "
        "distribue pas de résultat.",
        "Le détail par poste est à compléter par l’administrateur·rice, d’après le budget voté en assemblée.",
    ),
    question(
        "Que deviennent mes données\u202f?",
        "Nous en gardons le moins possible, le moins longtemps possible, et ne les vendons jamais. Sorte "
        "par sorte, "
        '<a href="/donnees-personnelles/">cette page dit ce que nous gardons, pourquoi, jusqu’à quand</a>. '
        "Depuis votre "
        "compte, vous pouvez tout voir, tout emporter et tout effacer.",
    ),
]
