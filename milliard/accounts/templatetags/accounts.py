"""Words of the account pages and mails."""

from django import template
from django.conf import settings

from french import plural
from milliard.accounts.devices import describe_device

register = template.Library()
register.filter("appareil", describe_device)


@register.simple_tag
def code_lasts() -> str:
    """How long a mailed code is good for: the page that waits for it and the mail say the same."""
    return plural(settings.CODE_FOR_S // 60, "minute")
