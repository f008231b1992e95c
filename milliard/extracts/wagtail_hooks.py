"""The addresses of the team's screens of extracts."""

from milliard.core.staff import register_staff
from milliard.extracts.staff.urls import urlpatterns

register_staff("extracts_staff", urls=urlpatterns)
