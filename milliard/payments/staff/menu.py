"""The submenu «Argent»: apps above add their entries to it by its hook."""

from wagtail.admin.menu import Menu

money_menu = Menu(register_hook_name="register_money_menu_item")
