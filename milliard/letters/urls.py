from django.urls import path

from milliard.letters import views

app_name = "letters"
urlpatterns = [
    path("desabonnement/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
