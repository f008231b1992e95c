"""The submenu «Propositions»."""

from wagtail.admin.menu import Menu

proposing_menu = Menu(register_hook_name="register_proposing_menu_item")
