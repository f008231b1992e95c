"""Events offered to the apps above. Sent by services only."""

from django.dispatch import Signal

#: ``member``, ``purpose`` (a `ConsentPurpose`), ``is_given``, ``is_restored`` (given before, and ended by a
#: mistake of ours): sent inside the transaction that records it.
consent_recorded = Signal()
