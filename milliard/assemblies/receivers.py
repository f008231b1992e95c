"""What the apps below tell."""

from typing import Any

from milliard.assemblies.services.secret import record_secret_result
from milliard.elections.models import SecretElection


def take_result(sender: Any, *, election: SecretElection, **_: Any) -> None:
    """A secret election gave its sums, or gives none."""
    record_secret_result(election=election)
