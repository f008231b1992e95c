"""What search engines read of a place: schema.org, as JSON-LD."""

import json

from django.conf import settings
from django.utils.html import _json_script_escapes  # type: ignore[attr-defined]
from django.utils.safestring import SafeString, mark_safe

from milliard.places.models import Place


def place_data(place: Place) -> SafeString:
    """The JSON of a place; what would close its script is written in escapes."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Place",
        "@id": settings.SITE_URL + place.get_absolute_url(),
        "url": settings.SITE_URL + place.get_absolute_url(),
        "name": place.name,
        "description": place.summary,
        "publicAccess": place.is_welcoming,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address_line,
            "addressLocality": place.commune.name,
            "addressCountry": "FR",
        },
    }
    if place.website:
        data["sameAs"] = place.website
    if place.access:
        data["amenityFeature"] = [
            {"@type": "LocationFeatureSpecification", "name": word, "value": True}
            for word in place.access_words
        ]
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_json_script_escapes))  # noqa: S308
