"""News of the demonstration: each is invented, and its first words say so."""

from datetime import date
from typing import Any

from demo.pages.words import buttons, part, said

_INVENTED = "Actualité inventée pour la démonstration. "


def _news(title: str, day: date, lead: str, *body: Any) -> dict[str, Any]:
    return {"title": title, "told_on": day, "lead": f"{_INVENTED}{lead}", "body": list(body)}


NEWS: dict[str, dict[str, Any]] = {
    "une-nouvelle-vague-de-questions": _news(
        "Une nouvelle vague de questions s’ouvre",
        date(2026, 11, 16),
        "Les organisations peuvent à nouveau dire ce qui leur manque, seules ou à plusieurs.",
        part("Pourquoi recommencer"),
        said("Les besoins changent d’une année à l’autre. Deux vagues se comparent, une seule se lit."),
        buttons(("Voir les questionnaires ouverts", "/questionnaires/")),
    ),
    "dix-lieux-pilotes": _news(
        "Dix lieux pilotes ouvrent leurs portes",
        date(2026, 10, 5),
        "Une ferme, une MJC, un café associatif\u00a0: dix équipes accueillent le mouvement près de chez "
        "elles.",
        said("Chaque lieu tient sa page à jour, dit comment on y vient et ce qui s’y passe."),
        buttons(("Trouver un lieu", "/lieux/"), ("Proposer un lieu", "/lieux/proposer/")),
    ),
    "ce-que-disent-les-epargnants": _news(
        "Ce que les épargnant·es nous ont dit",
        date(2026, 9, 14),
        "L’étude paraît avec ses tableaux, sa méthode et ses données, que chacun·e peut recalculer.",
        buttons(("Lire les études", "/etudes/")),
    ),
    "les-groupes-de-travail-se-retrouvent": _news(
        "Les groupes de travail se retrouvent",
        date(2026, 6, 22),
        "Une journée pour dire où chacun en est, ce qui coince, et ce que l’on fait avant l’automne.",
        said("Le compte rendu est lu et corrigé par les groupes avant de paraître."),
        buttons(("Voir les groupes", "/agir/groupes/")),
    ),
}
