"""A browser that is signed in already: the sign-in itself is proven in test_account."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.test import Client

from milliard.accounts.models import User

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(page: Any, email: str) -> None:
    """Give the page's browser a session of the person with this address."""
    client = Client()
    client.force_login(User.objects.get(email=email), backend=_BACKEND)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": urljoin(page.url, "/")}])
