from django.urls import path

from milliard.surveys import views

app_name = "surveys"
urlpatterns = [
    path("<slug:slug>/section/<str:key>/", views.section, name="section"),
    path("<slug:slug>/recu/", views.receipt, name="receipt"),
    path("", views.index, name="index"),
    path("reprendre/<str:link>/", views.resume, name="resume"),
    path("invitation/<str:link>/", views.invitation, name="invitation"),
    path("ne-plus-recevoir/<str:link>/", views.unwanted, name="unwanted"),
    path("version/<slug:code>/<int:number>/", views.preview, name="preview"),
    path("<slug:slug>/", views.landing, name="landing"),
    path("<slug:slug>/carte.png", views.card, name="card"),
    path("<slug:slug>/relire/", views.review, name="review"),
    path("<slug:slug>/recu.pdf", views.receipt_pdf, name="receipt_pdf"),
    path("<slug:slug>/lien/", views.link, name="link"),
    path("<slug:slug>/quitter/", views.leave, name="leave"),
    path("<slug:slug>/equipe/", views.contributors, name="contributors"),
    path("<slug:slug>/fichier/<uuid:public_id>/", views.attachment, name="attachment"),
    path("<slug:slug>/imprimer/", views.printable, name="printable"),
    path("<slug:slug>/effacer/", views.erase, name="erase"),
    path("<slug:slug>/papier/", views.paper, name="paper"),
]
