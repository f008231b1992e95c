from django.urls import path, register_converter

from milliard.elections.converters import ElectionName
from milliard.elections.views import ballots, boards, elections, registrar, trustees

register_converter(ElectionName, "election")

app_name = "elections"
urlpatterns = [
    path("<election:uuid>/urne/", ballots.cast, name="cast"),
    path("<election:uuid>.bel", boards.board, name="board"),
    path("<election:uuid>/scrutin.json", boards.description, name="description"),
    path("<election:uuid>/codes.json", boards.roll, name="roll"),
    path("<election:uuid>/suivi/", boards.trackers, name="trackers"),
    path("<election:uuid>/", elections.election, name="election"),
    path("series/<uuid:public_id>/", elections.series, name="series"),
    path("series/<uuid:public_id>/depositaire/", trustees.trustee, name="trustee"),
    path("series/<uuid:public_id>/codes/", registrar.codes, name="codes"),
    path("series/<uuid:public_id>/codes/numeros.csv", registrar.numbers, name="numbers"),
    path("depositaire/<str:given>/etat.json", trustees.trustee_state, name="trustee_state"),
    path("depositaire/<str:given>/message/", trustees.trustee_message, name="trustee_message"),
    path("", elections.elections, name="elections"),
]
