from django.urls import path

from milliard.organisations.views import directory, people

app_name = "organisations"
urlpatterns = [
    path("", directory.organisations, name="organisations"),
    path("exporter.<str:format>", directory.export, name="export"),
    path("reseaux/", directory.networks, name="networks"),
    path("proposer/", people.suggest, name="suggest"),
    path("<uuid:public_id>/", directory.organisation, name="organisation"),
    path("<uuid:public_id>/carte/", directory.card, name="card"),
    path("<uuid:public_id>/corriger/", people.correct, name="correct"),
    path("<uuid:public_id>/besoins/", people.needs, name="needs"),
    path("<uuid:public_id>/mon-organisation/", people.claim, name="claim"),
    path("<uuid:public_id>/mon-organisation/code/", people.claim_code, name="claim_code"),
]
