"""The reader's choice of a light or dark page, kept in a cookie of one word."""

from django.http import HttpRequest, HttpResponse

COOKIE = "theme"
THEMES = ("light", "dark")
ONE_YEAR = 365 * 24 * 3600


def chosen_theme(request: HttpRequest | None) -> str:
    """``light``, ``dark``, or nothing: follow the device."""
    value = request.COOKIES.get(COOKIE, "") if request is not None else ""
    return value if value in THEMES else ""


def remember_theme(response: HttpResponse, theme: str, *, is_secure: bool) -> None:
    """Keep the choice for a year; any other word than a theme forgets it."""
    if theme in THEMES:
        # Not HttpOnly: the script reads it back to switch without loading the page again.
        response.set_cookie(COOKIE, theme, max_age=ONE_YEAR, samesite="Lax", secure=is_secure)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
