"""The team's screens of assemblies in Wagtail's menu, addresses and journal."""

from milliard.assemblies.staff.assemblies import assembly_screens
from milliard.assemblies.staff.ledger import mark_screens, proxy_screens, roll_screens
from milliard.assemblies.staff.resolutions import resolution_screens
from milliard.core.staff import register_staff

register_staff(
    "assemblies_staff",
    resolution_screens,
    proxy_screens,
    roll_screens,
    mark_screens,
    assembly_screens,
)
