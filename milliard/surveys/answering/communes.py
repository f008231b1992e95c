"""What the reading of a posted page asks of the database."""

from milliard.territories.models import Commune


def find_commune(typed: str) -> str | None:
    """The INSEE code of the one commune of the official list that ``typed`` names."""
    commune = Commune.objects.resolve(typed)
    return commune.code if commune is not None else None
