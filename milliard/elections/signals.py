"""Events offered to the apps above. Sent by services only."""

from django.dispatch import Signal

#: ``election``: its sums are known; sent inside the transaction that writes the result.
election_decided = Signal()

#: ``election``: it gives no result (too few ballots, or abandoned: see its state); sent the same way.
election_failed = Signal()
