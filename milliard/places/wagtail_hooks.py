"""The team's screens of places in Wagtail's menu, addresses and journal."""

from milliard.core.staff import register_staff
from milliard.places.staff import place_screens

register_staff("places_staff", place_screens)
