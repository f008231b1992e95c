"""Addresses of other apps' pages, as far as they exist."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from milliard.surveys.models import Collection
from milliard.ui.component_records import NavLink


def reverse_or_empty(name: str, **kwargs: str) -> str:
    """The address of a view, or nothing when this installation has no such view."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def collection_list_url() -> str:
    return reverse_or_empty("surveys:index")


def collection_url(collection: Collection) -> str:
    return reverse_or_empty("surveys:landing", slug=collection.slug)


def account_links(request: HttpRequest) -> tuple[NavLink, ...]:
    """Sign in, or one's own pages."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return (NavLink("Se connecter", reverse("account_login"), icon="person"),)
    mine = NavLink("Mon compte", settings.LOGIN_REDIRECT_URL, icon="person")
    staff = (
        (NavLink("Gestion", reverse("wagtailadmin_home")),)
        if user.has_perm("wagtailadmin.access_admin")
        else ()
    )
    return (mine, *staff)
