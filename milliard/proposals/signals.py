"""Events offered to the apps above. Sent by services only, inside the transaction that makes them true: what
a receiver queues is queued with it or not at all."""

from django.dispatch import Signal

#: ``proposal``: its supports reached the threshold. Once in its life.
proposal_supported = Signal()

#: ``consent_round``: a consent round ended; its ``result`` is known and its minutes are written.
round_decided = Signal()
