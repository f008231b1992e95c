"""Events offered to the apps above. Sent by services only."""

from django.dispatch import Signal

#: ``collection``: it was closed; sent inside the transaction that closes it, so that what a receiver
#: queues is queued with it or not at all.
collection_ended = Signal()

#: ``collection``: its page wants to say where results are. Receivers return a list of
#: `milliard.surveys.reports.outcomes.Results`.
results_asked = Signal()
