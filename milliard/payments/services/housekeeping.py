"""What payments forget every day."""

from collections.abc import Sequence

from milliard.payments.services import notifications, statement_drafts


def forget_old() -> Sequence[tuple[str, int]]:
    """Old notifications, and statements nobody decided to import."""
    return [*notifications.forget_old(), ("relevés non importés", statement_drafts.forget_abandoned())]
