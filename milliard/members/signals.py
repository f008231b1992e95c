"""Events offered to the apps above. Sent by services only."""

from django.dispatch import Signal

#: ``user_id``: an account was erased; sent after commit. Receivers forget what they hold about the person.
account_erased = Signal()

#: ``user``: an export is being made. Receivers answer a pair (label, JSON value) to add to it.
account_exporting = Signal()
