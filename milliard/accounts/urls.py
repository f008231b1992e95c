from django.urls import path

from milliard.accounts import rights_views, team_views, views

app_name = "accounts"
urlpatterns = [
    path("mon-compte/", views.account, name="account"),
    path("mon-compte/nom/", views.account_edit, name="account_edit"),
    path("mon-compte/mes-donnees/", rights_views.rights, name="rights"),
    path("mon-compte/mes-donnees.json", rights_views.account_export, name="account_export"),
    path("mon-compte/mes-donnees.pdf", rights_views.rights_pdf, name="rights_pdf"),
    path("efface-ou-garde/", rights_views.erased_or_kept, name="erased_or_kept"),
    path("mon-compte/effacer/", views.account_erase, name="account_erase"),
    path("mon-compte/preuve/", views.prove, name="prove"),
    path("equipe/invitation/<str:key>/", team_views.team_invitation, name="team_invitation"),
    path("courriels/", views.outbox, name="outbox"),
]
