"""The communes a typed text may mean, in the words of the list that a «commune» box shows under it."""

from dataclasses import dataclass

from french import plural
from milliard.territories import search
from milliard.territories.models import Commune
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
    typed = text.strip()[: search.MAX_LENGTH]
    if not typed:
        return Proposals()
    # What bore exactly this name first: «Évry» is Évry-Courcouronnes today, not one that is spelt nearly so.
    former = list(Commune.objects.formerly(search.read(typed))[: SHOWN + 1])
    known = {one.pk for one in former}
    matching = Commune.objects.matching(typed).select_related("department")[: SHOWN + 1]
    exact: list[Commune] = []
    others: list[Commune] = []
    for one in matching:
        if one.pk not in known:
            (exact if one.search_name == search.read(typed).name else others).append(one)
    found = [*exact, *former, *others][: SHOWN + 1]
    options = tuple(_option(one, was=typed if one.pk in known else "") for one in found[:SHOWN])
    return Proposals(typed, options, _said(len(found)))


def _option(commune: Commune, *, was: str) -> Option:
    department = commune.department.name if commune.department else ""
    postal = commune.postal_codes[0] if commune.postal_codes else commune.code
    part = f"aujourd’hui la commune de «\u00a0{was}\u00a0»" if was else ""
    return Option(commune.label, commune.label, " · ".join(filter(None, (department, postal, part))))


def _said(count: int) -> str:
    if not count:
        return "Aucune commune ne porte ce nom\u00a0: vérifiez-le, ou écrivez le code postal."
    if count > SHOWN:
        return (
            f"Voici les {SHOWN} premières communes, les plus peuplées d’abord. La vôtre n’y est pas\u202f? "
            "Ajoutez son département, ainsi\u00a0: Saint-Denis (93)."
        )
    return f"{plural(count, 'commune trouvée', 'communes trouvées')}\u00a0: choisissez la vôtre."
