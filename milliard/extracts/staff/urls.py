"""The addresses of the screens."""

from django.urls import path

from milliard.extracts.staff import frequencies, taken_rows

urlpatterns = [
    path("jeux-de-donnees/<slug:slug>/lignes/", taken_rows.take_rows, name="take_rows"),
    path("collectes/<slug:slug>/lignes/", taken_rows.take_live_rows_page, name="take_live_rows"),
    path("jeux-de-donnees/<slug:slug>/tri-a-plat/", frequencies.dataset_frequencies, name="frequencies"),
    path(
        "jeux-de-donnees/<slug:slug>/tri-a-plat.<str:format>",
        frequencies.dataset_frequencies_file,
        name="frequencies_file",
    ),
    path("collectes/<slug:slug>/tri-a-plat/", frequencies.live_frequencies, name="live_frequencies"),
    path(
        "collectes/<slug:slug>/tri-a-plat.<str:format>",
        frequencies.live_frequencies_file,
        name="live_frequencies_file",
    ),
]
