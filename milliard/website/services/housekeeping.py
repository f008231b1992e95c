"""What the site does every day: follow agreements given and taken back, forget old messages."""

from milliard.website.released import follow_agreements
from milliard.website.services.contact import forget_old_messages


def tidy_up_site() -> list[tuple[str, int]]:
    """Housekeeping: (label, count) pairs."""
    return [*follow_agreements(), *forget_old_messages()]
