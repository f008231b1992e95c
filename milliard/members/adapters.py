"""How allauth behaves here: where people land, and mails in text first."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Defaults, with our own landing page."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/mon-compte/"
