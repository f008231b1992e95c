from django.urls import path

from milliard.core import views

app_name = "core"
urlpatterns = [
    path("courriels/", views.outbox, name="outbox"),
]
