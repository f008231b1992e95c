from django.urls import path

from milliard.accounts import views

app_name = "accounts"
urlpatterns = [
    path("mon-compte/", views.account, name="account"),
    path("mon-compte/nom/", views.account_edit, name="account_edit"),
    path("mon-compte/mes-donnees.json", views.account_export, name="account_export"),
    path("mon-compte/effacer/", views.account_erase, name="account_erase"),
    path("mon-compte/preuve/", views.prove, name="prove"),
    path("courriels/", views.outbox, name="outbox"),
]
