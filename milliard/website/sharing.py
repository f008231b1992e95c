"""What the team passes on: the public address of an object, on its screen in the back office."""

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import slugify

from milliard.core.search_index import sources
from milliard.core.staff import StaffPanel
from milliard.ui.sharing import code_of


def address_panel(request: HttpRequest, item: Model) -> StaffPanel | None:
    """The address to copy and its code, once anybody may open it; None before and after."""
    path, title = _page_of(item)
    if not path:
        return None
    url = f"{settings.SITE_URL}{path}"
    context = {"url": url, "name": f"qr-{slugify(title)[:60]}", "code": code_of(url)}
    return StaffPanel("Faire connaître cette page", "website/staff/address.html", context)


def _page_of(item: Model) -> tuple[str, str]:
    """Address and title of the public page of an object, as search knows them; empty when there is none."""
    source = next((one for one in sources() if one.code == item._meta.label_lower), None)
    found = source.public().filter(pk=item.pk).first() if source and source.public else None
    document = next(iter(source.documents(found)), None) if source and found else None
    return (document.url, document.title) if document else ("", "")
