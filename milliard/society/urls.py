from django.urls import path

from milliard.society.views import draws, society

app_name = "society"
urlpatterns = [
    path("a-l-image-de-la-societe/", society.society, name="society"),
    path("a-l-image-de-la-societe/<str:code>/", society.society, name="group"),
    path("a-l-image-de-la-societe/<str:code>/chiffres.<str:format>", society.society_file, name="file"),
    path("tirages/", draws.draws, name="draws"),
    path("tirages/<uuid:public_id>/", draws.draw, name="draw"),
    path("tirages/<uuid:public_id>/rapport-<int:number>.json", draws.report, name="report"),
]
