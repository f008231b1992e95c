"""The submenu «Agir»."""

from wagtail.admin.menu import Menu

acting_menu = Menu(register_hook_name="register_acting_menu_item")
