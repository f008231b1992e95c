from django.urls import path

from milliard.website import views

app_name = "website"
# str: a page may have an accent in its address, Wagtail only proposes none.
urlpatterns = [
    path("recherche/", views.search, name="search"),
    path("aide/", views.guides, name="guides"),
    path("aide/fichiers/<str:name>", views.guide_file, name="guide_file"),
    path("aide/<slug:name>/", views.guide, name="guide"),
    path("contact/", views.contact, name="contact"),
    path("contact/merci/", views.contact_sent, name="contact_sent"),
    path("actualites/flux.<slug:kind>", views.news_feed, name="news_feed"),
    path("carte.png", views.home_card, name="home_card"),
    path("carte/<path:address>.png", views.page_card, name="page_card"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", views.sitemap_part, name="sitemap_part"),
    path("etudes/<str:slug>/etude.pdf", views.study_pdf, name="study_pdf"),
    path("etudes/<str:slug>/editions/<int:number>/", views.study_edition, name="study_edition"),
    path(
        "etudes/<str:slug>/editions/<int:number>/etude.pdf", views.study_edition_pdf, name="study_edition_pdf"
    ),
    path("etudes/<str:slug>/editions/<int:number>/chiffres.zip", views.study_archive, name="study_archive"),
    path("etudes/<str:slug>/carte.png", views.study_card, name="study_card"),
    path("etudes/<str:slug>/dictionnaire.csv", views.study_dictionary, name="study_dictionary"),
    path("etudes/<str:slug>/chiffres/<uuid:block_id>/", views.figure, name="figure"),
    path("etudes/<str:slug>/chiffres/<uuid:block_id>/carte.png", views.figure_card, name="figure_card"),
    path(
        "etudes/<str:slug>/chiffres/<uuid:block_id>.<slug:extension>",
        views.figure_download,
        name="figure_download",
    ),
]
