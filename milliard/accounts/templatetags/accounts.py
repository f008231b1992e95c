"""Words of the account pages and mails."""

from django import template
from django.conf import settings
from django.template import Context

from french import plural
from milliard.accounts.carried import waiting_words
from milliard.accounts.devices import describe_device

register = template.Library()
register.filter("appareil", describe_device)


@register.simple_tag(takes_context=True)
def waiting_act(context: Context) -> str:
    """What the proof asked for on this page will do, in words; "" for one that does nothing more."""
    return waiting_words(context["request"])


@register.simple_tag
def code_lasts() -> str:
    """How long a mailed code is good for: the page that waits for it and the mail say the same."""
    return plural(settings.CODE_FOR_S // 60, "minute")
