"""Every write about secret votes. Apps above call what is named here; the rest is of this app's own pages."""

from milliard.elections.services.elections import (
    archive_digest,
    close_election,
    open_election,
    sums_of,
)

__all__ = ["archive_digest", "close_election", "open_election", "sums_of"]
