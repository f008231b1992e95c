"""An organisation in the words of schema.org, for search engines and other directories."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from milliard.organisations.models import Organisation

#: Signs that would end the element they stand in.
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def json_ld(organisation: Organisation, path: str) -> SafeString:
    """The text of an element «application/ld+json»: what the page shows, and nothing more."""
    commune = organisation.commune
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{settings.SITE_URL}{path}",
        "name": organisation.name,
        "description": organisation.description,
        "url": organisation.website,
        "email": organisation.public_email,
        "foundingDate": str(organisation.founded_on.year) if organisation.founded_on else "",
        "identifier": [
            {"@type": "PropertyValue", "propertyID": label, "value": value}
            for label, value in (
                ("SIREN", organisation.siren),
                ("SIRET", organisation.siret),
                ("RNA", organisation.rna),
            )
            if value
        ],
        "address": {
            "@type": "PostalAddress",
            "addressLocality": commune.name,
            "addressCountry": "FR",
            **({"streetAddress": organisation.address_line} if organisation.address_line else {}),
        }
        if commune
        else None,
    }
    text = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False, indent=1)
    return mark_safe(text.translate(_ESCAPED))  # noqa: S308 (escaped just before)
