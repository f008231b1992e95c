"""What a service refuses: one base, with the sentence people read.

A view shows it beside its form (`core.staff.attempt`), or leaves it to `core.middleware.RefusalPage`.
"""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """A service says no, and why. Subclasses are named after what happened (`CollectionNotOpen`).

    ``message`` is a French sentence shown as it is. Views write none of their own.
    """

    message = "Cela n’est pas possible."

    def __init__(self, message: str = "") -> None:
        self.message = message or self.message
        super().__init__(self.message)


class NotAllowed(PermissionDenied):
    """The policy said no to whoever acts: the 403 page, which tells nothing."""
