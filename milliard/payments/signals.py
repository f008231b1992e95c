"""Events offered to the apps above. Sent by services only."""

from django.dispatch import Signal

#: ``request``, ``was`` (its former `RequestState`): more or less money than before. Sent inside the
#: transaction that counts the money, so that what a receiver writes stands or falls with it (decision 0018).
#: A receiver computes from the request's rows, never from the order in which events come.
request_changed = Signal()
