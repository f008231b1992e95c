"""The team's screens of proposals in Wagtail's menu, addresses and journal."""

from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_staff
from milliard.proposals.staff.amendments import amendment_screens
from milliard.proposals.staff.comments import comment_screens
from milliard.proposals.staff.menu import proposing_menu
from milliard.proposals.staff.proposals import proposal_screens
from milliard.proposals.staff.rules import rules_screens

register_staff("proposals_staff", proposal_screens, comment_screens, amendment_screens, rules_screens)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def proposing_entry() -> SubmenuMenuItem:
    return SubmenuMenuItem("Propositions", proposing_menu, name="proposing", icon_name="edit", order=265)
