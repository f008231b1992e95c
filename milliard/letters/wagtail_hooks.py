"""The team's screens of letters in Wagtail's menu, addresses and journal."""

from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from milliard.core.staff import register_staff
from milliard.letters.staff.addresses import address_screens
from milliard.letters.staff.letters import letter_screens
from milliard.letters.staff.menu import letters_menu
from milliard.letters.staff.proofs import proof_screens
from milliard.letters.staff.segments import segment_screens

register_staff("letters_staff", letter_screens, segment_screens, proof_screens, address_screens)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def letters_entry() -> SubmenuMenuItem:
    return SubmenuMenuItem("Lettres", letters_menu, name="letters", icon_name="mail", order=250)
