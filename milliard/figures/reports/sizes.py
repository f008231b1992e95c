"""How many responses there are, as far as it may be shown in public."""

from french import NARROW, format_number
from milliard.core.disclosure import sayable_counts
from milliard.figures.models import Dataset


def sayable_sizes(dataset: Dataset, threshold: int) -> tuple[int | None, int | None]:
    """Rows begun, rows complete; None when too few to be shown."""
    return sayable_counts(dataset.row_count, dataset.complete_count, threshold)


def size_sentence(dataset: Dataset, threshold: int, *, completes_only: bool) -> str:
    """The first step of «comment ce chiffre est calculé»."""
    begun, complete = (
        None if count is None else format_number(count) for count in sayable_sizes(dataset, threshold)
    )
    if begun is not None and begun == complete:
        return f"Le jeu de données figé compte {begun} lignes."
    kept = "les réponses complètes" if completes_only else "toutes les réponses, même partielles"
    scope = f"{NARROW}; ce chiffre porte sur {kept}."
    if begun is not None and complete is not None:
        return f"Le jeu de données figé compte {begun} réponses commencées, dont {complete} complètes{scope}"
    said = f"{complete} réponses complètes" if complete else f"{begun} réponses commencées" if begun else ""
    if said:
        return f"Le jeu de données figé compte {said}, le reste est trop petit pour être dit{scope}"
    return f"Le jeu de données figé compte moins de {threshold} réponses{scope}"
