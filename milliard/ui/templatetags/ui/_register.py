"""The one template library of the design system; each module beside this one adds its tags to it."""

from django import template

register = template.Library()
