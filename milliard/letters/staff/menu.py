"""The submenu «Lettres»."""

from wagtail.admin.menu import Menu

letters_menu = Menu(register_hook_name="register_letters_menu_item")
