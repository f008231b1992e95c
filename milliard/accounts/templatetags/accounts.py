"""Filters of the account pages."""

from django import template

from milliard.accounts.devices import describe_device

register = template.Library()
register.filter("appareil", describe_device)
