"""The submenu «Scrutins secrets»."""

from wagtail.admin.menu import Menu

voting_menu = Menu(register_hook_name="register_voting_menu_item")
