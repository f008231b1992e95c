"""Events offered to the apps above. Sent by services only."""

from django.dispatch import Signal

#: The daily housekeeping, inside its transaction. Receivers forget what is over in their app (rows now, files
#: with ``transaction.on_commit``: a trial run is rolled back) and answer a list of pairs (label, count).
tidying = Signal()
