"""Allowing anonymous rows of a dataset to be published, and withdrawing them."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.http import HttpRequest

from milliard.core.staff import Act, posted
from milliard.figures import policies
from milliard.figures.datasets.anonymous_rows import publishable_columns
from milliard.figures.datasets.codebook import Codebook
from milliard.figures.models import Dataset
from milliard.figures.services import rows


class RowsForm(forms.Form):
    """Which columns, among those that may leave."""

    variables = forms.MultipleChoiceField(
        label="Colonnes",
        widget=forms.CheckboxSelectMultiple,
        help_text="Moins il y en a, moins une personne se reconnaît\u00a0: prenez celles dont on a besoin.",
    )

    def __init__(self, *args: object, dataset: Dataset, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        found = publishable_columns(Codebook.from_json(dataset.codebook))
        self.fields["variables"].choices = [(one.name, one.label) for one in found]  # type: ignore[attr-defined]


def _form(request: HttpRequest, dataset: Dataset) -> RowsForm:
    return RowsForm(posted(request), dataset=dataset, initial={"variables": dataset.row_variables})


def _effects(dataset: Dataset) -> Sequence[str]:
    threshold = settings.DISCLOSURE_THRESHOLD
    return [
        "Les études publiées à partir de maintenant donneront ces colonnes, réponse par réponse, à qui les"
        " télécharge\u00a0; celles déjà publiées, après une nouvelle publication seulement.",
        "Les réponses sont mélangées. Jamais de texte, de fichier, de montant, de date ni de sujet sensible.",
        f"Chaque combinaison de réponses doit être celle d’au moins {threshold} personnes, chaque réponse"
        f" celle d’au moins {2 * threshold}\u00a0: sinon, c’est refusé, avec la colonne à retirer.",
        "Ce qui aura été téléchargé ne se reprend pas. Votre nom est écrit dans le journal.",
    ]


ALLOW = Act(
    "allow_rows",
    "permettre-les-lignes",
    "Publier des réponses une à une",
    label="Réponses une à une…",
    effects=_effects,
    submit="Permettre",
    done="Permis. Publiez à nouveau les études qui doivent les donner.",
    form=_form,
    service=rows.allow_rows,
    policy=policies.can_allow_rows,
    is_offered=lambda dataset: bool(publishable_columns(Codebook.from_json(dataset.codebook))),
)
WITHDRAW = Act(
    "withdraw_rows",
    "retirer-les-lignes",
    "Ne plus donner de réponses une à une",
    label="Retirer les réponses une à une…",
    effects=[
        "Plus aucune étude ne les donne, éditions passées comprises.",
        "Ce qui a été téléchargé reste là où c’est.",
    ],
    submit="Retirer",
    done="Plus aucune réponse n’est donnée une à une.",
    service=rows.withdraw_rows,
    policy=policies.can_allow_rows,
    is_offered=lambda dataset: dataset.rows_allowed_at is not None,
)
