"""The communes a typed text may mean, in the words of the list that a «commune» box shows under it."""

from dataclasses import dataclass

from french import plural
from milliard.territories.models import Commune
from milliard.territories.search import MAX_LENGTH
from milliard.ui.component_records import Option

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Proposals:
    """What to choose from, and the sentence that announces it."""

    #: What was typed.
    text: str = ""
    options: tuple[Option, ...] = ()
    said: str = ""


def propose(text: str) -> Proposals:
    """Look a text up: a beginning, a whole name, a postal code. Nothing typed proposes nothing."""
    typed = text.strip()[:MAX_LENGTH]
    if not typed:
        return Proposals()
    found = list(Commune.objects.matching(typed).select_related("department")[: SHOWN + 1])
    return Proposals(typed, tuple(map(_option, found[:SHOWN])), _said(len(found)))


def _option(commune: Commune) -> Option:
    department = commune.department.name if commune.department else ""
    postal = commune.postal_codes[0] if commune.postal_codes else commune.code
    return Option(commune.label, commune.label, " · ".join(filter(None, (department, postal))))


def _said(count: int) -> str:
    if not count:
        return "Aucune commune ne porte ce nom\u00a0: vérifiez-le, ou écrivez le code postal."
    if count > SHOWN:
        return (
            f"Voici les {SHOWN} premières communes, les plus peuplées d’abord. La vôtre n’y est pas\u202f? "
            "Ajoutez son département, ainsi\u00a0: Saint-Denis (93)."
        )
    return f"{plural(count, 'commune trouvée', 'communes trouvées')}\u00a0: choisissez la vôtre."
