"""The site that a request asks for, found as Wagtail finds it, by a query written once: every page asks."""

from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site
from wagtail.models.sites import MATCH_DEFAULT, MATCH_HOSTNAME, MATCH_HOSTNAME_DEFAULT, MATCH_HOSTNAME_PORT

from milliard.core.prepared import PreparedQuery

_MEMORY = "_wagtail_site"  # where Wagtail looks, too
_SITES = PreparedQuery(lambda: Site.objects.select_related("root_page"))


def site_of(request: HttpRequest) -> Site | None:
    """The site of this host and port, else of this host, else the one by default; None when there is none."""
    if not hasattr(request, _MEMORY):
        # As Wagtail does: the host is only compared, whoever may ask is the business of a middleware.
        hostname = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
        setattr(request, _MEMORY, _best(hostname, int(request.get_port())))
    site: Site | None = getattr(request, _MEMORY)
    return site


def _best(hostname: str, port: int) -> Site | None:
    """The rules of `wagtail.models.sites.get_site_for_hostname`."""

    def match(site: Site) -> int:
        if site.hostname == hostname and site.port == port:
            return int(MATCH_HOSTNAME_PORT)
        if not site.is_default_site:
            return int(MATCH_HOSTNAME)
        return int(MATCH_HOSTNAME_DEFAULT if site.hostname == hostname else MATCH_DEFAULT)

    able = sorted(
        (one for one in _SITES.rows() if hostname == one.hostname or one.is_default_site), key=match
    )
    if len(able) == 1 or (able and match(able[0]) < MATCH_DEFAULT):
        return able[0]
    if able and match(able[0]) == MATCH_DEFAULT:
        return able[len(able) == 2]
    return None
