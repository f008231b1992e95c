"""Putting a dataset away, bringing it back, deleting one that nothing cites."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from french import plural
from milliard.core.staff import Act
from milliard.figures import policies
from milliard.figures.models import Dataset
from milliard.figures.services import removal


def _what_goes(dataset: Dataset) -> list[str]:
    source = (
        "La collecte et ses réponses restent\u00a0: on pourra figer à nouveau."
        if dataset.collection_id
        else "Le fichier importé n’est pas gardé ailleurs ici."
    )
    return [
        f"{plural(dataset.row_count, 'ligne')} et leur dictionnaire disparaissent. Cela ne se défait pas.",
        source,
        "Aucune étude ne le cite, ni publiée ni en brouillon.",
        "Le journal garde qui l’a supprimé, quand, et son empreinte.",
    ]


def _what_keeps(request: HttpRequest, dataset: Dataset, _: BaseForm) -> Mapping[str, Any]:
    address = reverse("figures_staff:dataset_archive", args=[dataset.slug])
    return {
        "obstacles": removal.obstacles_to_dataset(dataset),
        "instead": ("L’archiver plutôt", address) if dataset.archived_at is None else "",
    }


ARCHIVE = Act(
    "archive",
    "archiver",
    "Archiver le jeu de données",
    label="Archiver…",
    effects=[
        "Il quitte la liste, et les choix de qui écrit une étude.",
        "Les études qui le citent ne changent pas.",
        "Il se retrouve par le filtre «\u00a0Archives\u00a0», et en sort quand vous voulez.",
    ],
    submit="Archiver",
    done="Jeu de données archivé.",
    service=removal.archive_dataset,
    policy=policies.can_remove_dataset,
    is_offered=lambda dataset: dataset.archived_at is None,
)
RESTORE = Act(
    "restore",
    "desarchiver",
    "Sortir le jeu de données des archives",
    label="Sortir des archives…",
    effects=["Il revient dans la liste, comme avant."],
    submit="Sortir des archives",
    done="Le jeu de données est revenu dans la liste.",
    service=removal.restore_dataset,
    policy=policies.can_remove_dataset,
    is_offered=lambda dataset: dataset.archived_at is not None,
)
DELETE = Act(
    "delete",
    "supprimer",
    "Supprimer le jeu de données",
    label="Supprimer…",
    effects=_what_goes,
    submit="Supprimer",
    done="Jeu de données supprimé.",
    service=removal.delete_dataset,
    policy=policies.can_remove_dataset,
    removes=True,
    template="core/staff/removal.html",
    context=_what_keeps,
)
