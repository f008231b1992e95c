"""The submenu «Organisations»."""

from wagtail.admin.menu import Menu

organisations_menu = Menu(register_hook_name="register_organisations_menu_item")
