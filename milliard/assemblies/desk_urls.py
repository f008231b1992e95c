from django.urls import path

from milliard.assemblies.views import console, desk, prints

app_name = "assemblies_desk"
urlpatterns = [
    path("<uuid:public_id>/accueil/", desk.desk, name="desk"),
    path("<uuid:public_id>/accueil/noter/", desk.mark, name="mark"),
    path("<uuid:public_id>/accueil/file/", desk.marks, name="marks"),
    path("<uuid:public_id>/accueil/liste.json", desk.excerpt, name="excerpt"),
    path("<uuid:public_id>/accueil/comptes/", desk.counts, name="counts"),
    path("<uuid:public_id>/accueil/pouvoir/", desk.paper_proxy, name="paper_proxy"),
    path("<uuid:public_id>/accueil/pouvoir/<uuid:proxy_id>/retirer/", desk.revoke, name="revoke"),
    path("<uuid:public_id>/accueil/<slug:code>/", desk.scanned, name="scanned"),
    path("<uuid:public_id>/conduite/", console.console, name="console"),
    path("<uuid:public_id>/conduite/resolution/", console.resolve, name="resolve"),
    path("<uuid:public_id>/conduite/<slug:act>/", console.act, name="act"),
    path("<uuid:public_id>/emargement/", prints.attendance_sheets, name="attendance_sheets"),
    path("<uuid:public_id>/emargement.pdf", prints.attendance_sheet, name="attendance_sheet"),
    path("<uuid:public_id>/bulletins/<uuid:resolution_id>.pdf", prints.paper_ballots, name="paper_ballots"),
    path("<uuid:public_id>/pouvoir.pdf", prints.proxy_form, name="proxy_form"),
]
