"""The addresses of the screens of this app."""

from django.urls import path

from milliard.readings.staff import contacts, files, responses, texts

_ONE = "collectes/<slug:slug>/reponses/<uuid:public_id>/"
_TEXTS = "collectes/<slug:slug>/textes/"
_CONTACTS = "collectes/<slug:slug>/contacts/"
urlpatterns = [
    path("collectes/<slug:slug>/reponses/", responses.responses, name="responses"),
    path(_ONE, responses.response, name="response"),
    path(f"{_ONE}rectifier/", responses.response_correct, name="response_correct"),
    path(f"{_ONE}effacer/", responses.response_erase, name="response_erase"),
    path(_TEXTS, texts.texts, name="texts"),
    path(f"{_TEXTS}citables.csv", texts.quotations_export, name="quotations_export"),
    path(f"{_TEXTS}<str:key>/", texts.question_texts, name="question_texts"),
    path(f"{_TEXTS}<str:key>/decider/", texts.texts_review, name="texts_review"),
    path(f"{_TEXTS}<str:key>/<slug:handle>/", texts.text, name="text"),
    path("collectes/<slug:slug>/fichiers/", files.files, name="files"),
    path("collectes/<slug:slug>/fichiers/<uuid:public_id>/", files.file, name="file"),
    path(_CONTACTS, contacts.contacts, name="contacts"),
    path(f"{_CONTACTS}<slug:purpose>/", contacts.purpose_contacts, name="purpose_contacts"),
    path(f"{_CONTACTS}<slug:purpose>/exporter/", contacts.contacts_export, name="contacts_export"),
    path("personnes-cherchees/", responses.people, name="people"),
]
