"""The submenu «Assemblées»: the statutes, and what assemblies add to it."""

from wagtail.admin.menu import Menu

assemblies_menu = Menu(register_hook_name="register_assemblies_menu_item")
