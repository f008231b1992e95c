"""The addresses of the screens that no viewset declares."""

from django.urls import path

from milliard.figures.staff import datasets, freeze, imports

urlpatterns = [
    path("collectes/<slug:slug>/figer/", freeze.freeze, name="freeze"),
    path("jeux-de-donnees/importer/", imports.import_answers, name="import_answers"),
    path("jeux-de-donnees/importer/confirmer/", imports.import_apply, name="import_apply"),
    path("jeux-de-donnees/<slug:slug>/dictionnaire.<str:format>", datasets.codebook, name="codebook"),
]
