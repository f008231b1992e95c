"""The team's screens of draws and mandates in Wagtail's menu, addresses and journal."""

from django.urls import path

from milliard.core.staff import register_staff
from milliard.society.staff import targets
from milliard.society.staff.draws import draw_screens
from milliard.society.staff.mandates import mandate_screens

register_staff(
    "society_staff",
    draw_screens,
    mandate_screens,
    urls=[
        path("tirages/<uuid:public_id>/cibles/", targets.targets, name="targets"),
        path("tirages/<uuid:public_id>/personnes/<int:pk>/", targets.answer, name="answer"),
    ],
)
