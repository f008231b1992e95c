from django.urls import path

from milliard.proposals.views import amendments, discussion, proposals, rounds, versions, writing

app_name = "proposals"
_ONE = "<uuid:public_id>/"
_ROUND = f"{_ONE}consentement/<int:number>/"
urlpatterns = [
    path("", proposals.proposals, name="proposals"),
    path("ecrire/", writing.write, name="write"),
    path(_ONE, proposals.proposal, name="proposal"),
    path(f"{_ONE}modifier/", writing.rewrite, name="rewrite"),
    path(f"{_ONE}ouvrir/", writing.open_it, name="open"),
    path(f"{_ONE}retirer/", writing.withdraw, name="withdraw"),
    path(f"{_ONE}versions/", versions.versions, name="versions"),
    path(f"{_ONE}discussion/", discussion.discussion, name="discussion"),
    path(f"{_ONE}discussion/<uuid:comment_id>/", discussion.comment, name="comment"),
    path(f"{_ONE}amendements/", amendments.amendments, name="amendments"),
    path(f"{_ONE}amendements/proposer/", amendments.amend, name="amend"),
    path(f"{_ONE}amendements/<int:number>/", amendments.amendment, name="amendment"),
    path(f"{_ONE}consentement/", rounds.open_round_page, name="open_round"),
    path(_ROUND, rounds.round_page, name="round"),
    path(f"{_ROUND}mener/", rounds.lead_round, name="lead_round"),
    path(f"{_ROUND}objections/<int:objection>/", rounds.integrate, name="integrate"),
    path(f"{_ROUND}compte-rendu/", rounds.minutes, name="minutes"),
]
