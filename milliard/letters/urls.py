from django.urls import path

from milliard.letters import views

app_name = "letters"
urlpatterns = [
    path("mon-abonnement/", views.my_subscription, name="my_subscription"),
    path("confirmer/<str:token>/", views.confirm, name="confirm"),
    path("desabonnement/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("lien/<uuid:public_id>/<int:position>/", views.link, name="link"),
    path("fournisseur/<slug:provider>/", views.provider_news, name="provider_news"),
]
