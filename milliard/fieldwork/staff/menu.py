"""The submenu «Recueillir»: apps above add their entries to it by its hook."""

from wagtail.admin.menu import Menu

collecting_menu = Menu(register_hook_name="register_collecting_menu_item")
