from django.urls import path

from milliard.members.views import card, exclusion, joining, membership

app_name = "members"
urlpatterns = [
    path("adherer/", joining.welcome, name="welcome"),
    path("adherer/moi/", joining.join_page, name="join"),
    path("adherer/une-autre-personne/", joining.join_another_page, name="join_another"),
    path("adherer/organisations/", joining.organisations, name="organisations"),
    path("adherer/<uuid:public_id>/cotisation/", joining.dues, name="dues"),
    path("mon-adhesion/", membership.membership, name="membership"),
    path("mon-adhesion/paiement/<uuid:public_id>/", membership.paid, name="paid"),
    path("mon-adhesion/<uuid:public_id>/", membership.member, name="member"),
    path("mon-adhesion/<uuid:public_id>/nom/", membership.identity, name="identity"),
    path("mon-adhesion/<uuid:public_id>/profil/", membership.profile, name="profile"),
    path("mon-adhesion/<uuid:public_id>/repondre/", exclusion.answer, name="answer"),
    path("mon-adhesion/<uuid:public_id>/quitter/", membership.leave, name="leave"),
    path("mon-adhesion/<uuid:public_id>/revenir/", membership.come_back_act, name="come_back"),
    path("mon-adhesion/<uuid:public_id>/carte/", card.card, name="card"),
    path("mon-adhesion/<uuid:public_id>/carte.pdf", card.card_pdf, name="card_pdf"),
    path("mon-adhesion/<uuid:public_id>/carte/refaire/", card.card_redraw, name="card_redraw"),
    path("carte/<str:code>/", card.card_check, name="card_check"),
]
