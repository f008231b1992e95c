"""Events offered to the apps above. Sent by services only."""

from django.dispatch import Signal

#: ``member``, ``purpose`` (a `ConsentPurpose`), ``is_given``: sent inside the transaction that records it.
consent_recorded = Signal()
