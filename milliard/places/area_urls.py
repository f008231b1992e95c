"""Pages of territories. They stand here, above members: `territories` is the lowest app and knows nobody."""

from django.urls import path

from milliard.places.views import areas

app_name = "areas"
urlpatterns = [
    path("", areas.areas, name="areas"),
    path("region/<str:code>/", areas.region, name="region"),
    path("departement/<str:code>/", areas.department, name="department"),
    path("intercommunalite/<str:code>/", areas.epci, name="epci"),
]
