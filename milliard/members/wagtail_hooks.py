"""The team's screens of members in Wagtail's menu, addresses and journal."""

from milliard.core.staff import register_staff
from milliard.members.staff.rates import rates_screens

register_staff("members_staff", rates_screens)
