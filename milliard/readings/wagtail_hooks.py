"""The team's screens of readings: addresses, and the search of a person in the menu."""

from milliard.core.staff import register_menu_entry, register_staff
from milliard.fieldwork.staff.menu import collecting_menu
from milliard.readings.policies import can_search_people
from milliard.readings.staff.urls import urlpatterns

register_staff("readings_staff", urls=urlpatterns)
register_menu_entry(
    "Chercher une personne",
    "readings_staff:people",
    policy=can_search_people,
    icon="user",
    order=5,
    menu_hook=collecting_menu.register_hook_name,
)
