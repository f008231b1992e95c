"""What a new edition tells together with all that was published before, of the same people."""

from collections.abc import Mapping, Sequence

from milliard.core.refusals import Refused
from milliard.figures.display import ShownFigure
from milliard.figures.models import Dataset
from milliard.figures.reports import Figure, TooManyTogether, telling_together
from milliard.figures.services.freeze import open_dataset
from milliard.figures.services.nearness import refuse_if_close_to_another
from milliard.website.models import PublishedFigure


class FiguresTellTogether(Refused):
    """Figures of this study, with those published before, would give a small count to whoever subtracts."""

    message = "Lus ensemble, ces chiffres permettraient de retrouver un effectif trop petit."

    def __init__(self, listed: str) -> None:
        super().__init__(
            f"Lus ensemble, ces chiffres permettraient de retrouver un effectif trop petit\u00a0: {listed}. "
            "Les chiffres déjà publiés comptent aussi, dans toutes les études et toutes les éditions, et "
            "les réponses publiées une à une. Retirez l’un des nouveaux, ou regroupez des réponses."
        )


class TooManyFiguresTogether(Refused):
    """Figures of this study, with those published before, cross too many questions to be checked together."""

    message = "Ces chiffres croisent trop de questions entre elles pour être vérifiés ensemble."

    def __init__(self, listed: str) -> None:
        super().__init__(
            "Ces chiffres croisent trop de questions entre elles pour qu’on vérifie qu’aucun effectif trop "
            f"petit n’en ressort\u00a0: {listed}. Les chiffres déjà publiés comptent aussi. Retirez un "
            "croisement, ou comparez selon une question qui a moins de réponses."
        )


def refuse_what_tells_on_somebody(figures: Sequence[ShownFigure]) -> None:
    """Refuse to publish what tells on somebody, or may.

    Raises `FiguresTellTogether`, `TooManyFiguresTogether`, `TooCloseToAnotherFreeze`.

    Readers keep what was published: every study and edition counts.
    """
    slugs = {figure.facts.slug for figure in figures}
    for dataset in Dataset.objects.defer("parquet").filter(slug__in=slugs):
        _refuse_near_freeze(dataset)
        _refuse_together(dataset, [figure for figure in figures if figure.facts.slug == dataset.slug])


def _refuse_near_freeze(dataset: Dataset) -> None:
    """For datasets frozen before freezing itself refused it."""
    if dataset.collection is not None:
        published = PublishedFigure.objects.exclude(dataset=dataset).values("dataset")
        arrays = open_dataset(dataset).arrays
        refuse_if_close_to_another(dataset.collection, arrays, Dataset.objects.filter(pk__in=published))


def _refuse_together(dataset: Dataset, shown: Sequence[ShownFigure]) -> None:
    rows = PublishedFigure.objects.filter(dataset=dataset).order_by("pk")
    former = [row.shown() for row in rows]
    titles = {id(figure): item.title for item in [*former, *shown] for figure in item.figures}
    try:
        told = telling_together(
            open_dataset(dataset),
            [figure for item in shown for figure in item.figures],
            [figure for item in former for figure in item.figures],
            dataset.row_variables,
        )
    except TooManyTogether as error:
        raise TooManyFiguresTogether(_listed(titles, error.figures)) from error
    if told:
        raise FiguresTellTogether(_listed(titles, told))


def _listed(titles: Mapping[int, str], figures: Sequence[Figure]) -> str:
    return ", ".join(
        f"«\u00a0{title}\u00a0»" for title in dict.fromkeys(titles[id(item)] for item in figures)
    )
