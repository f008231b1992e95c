"""The submenu «Membres»: apps above add their entries to it by its hook."""

from wagtail.admin.menu import Menu

members_menu = Menu(register_hook_name="register_members_menu_item")
