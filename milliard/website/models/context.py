"""What a page shows besides its own fields, composed by modules above the models."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

#: Type of page -> function: (page, request) -> variables of its template; filled by `WebsiteConfig.ready`.
COMPOSERS: dict[type[Page], Callable[[Any, HttpRequest], dict[str, Any]]] = {}


class ComposedPage(Page):
    """A page whose template needs more than its fields: see `COMPOSERS`."""

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **COMPOSERS[type(self)](self, request)}
