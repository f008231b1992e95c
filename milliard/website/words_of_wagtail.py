"""A few words of Wagtail's French catalogue, put right: «status» is no French word."""

from django.utils.translation import trans_real

_RIGHT = {
    # «Mon compte» is another page, on the site.
    "Account": "Réglages de cet espace",
    "Current page status:": "État actuel de la page\u00a0:",
    "Locking status": "Verrouillage",
    "Status: ": "État\u00a0: ",
}


def correct_catalogue() -> None:
    """Replace them in this process. Called once, at the start."""
    catalogue = trans_real.translation("fr")._catalog  # type: ignore[attr-defined]
    for said, right in _RIGHT.items():
        catalogue[said] = right
