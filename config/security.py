"""Content policies: no inline code and no foreign host on the site; Wagtail's own screens get theirs."""

from csp.constants import NONE, SELF

CSP_SITE = {
    "EXCLUDE_URL_PREFIXES": (),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}

# Wagtail 7.4's editor writes inline styles and a few inline scripts; only signed-in staff reach it.
CSP_ADMIN = {
    **CSP_SITE["DIRECTIVES"],  # type: ignore[dict-item]
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "worker-src": [SELF, "blob:"],
}
