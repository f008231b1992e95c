"""The map: it shows what other apps declare, so that it has its own address."""

from django.urls import path

from milliard.places.views import atlas

app_name = "atlas"
urlpatterns = [
    path("", atlas.atlas, name="atlas"),
    path("tuiles/departements/<int:zoom>/<int:x>/<int:y>.mvt", atlas.outlines, name="outlines"),
    path("tuiles/<slug:code>/<int:zoom>/<int:x>/<int:y>.mvt", atlas.points, name="points"),
]
