"""The team's addresses, under Wagtail's own."""

from django.urls import path

from milliard.figures.staff import datasets, freeze, imports

app_name = "figures_staff"
urlpatterns = [
    path("collectes/<slug:slug>/figer/", freeze.freeze, name="freeze"),
    path("jeux-de-donnees/", datasets.datasets, name="datasets"),
    path("jeux-de-donnees/importer/", imports.import_answers, name="import_answers"),
    path("jeux-de-donnees/importer/confirmer/", imports.import_apply, name="import_apply"),
    path("jeux-de-donnees/<slug:slug>/", datasets.dataset, name="dataset"),
    path("jeux-de-donnees/<slug:slug>/dictionnaire.<str:format>", datasets.codebook, name="codebook"),
]
