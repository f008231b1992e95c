"""What the gallery shows: each component with plausible, invented content, in each of its states."""

from typing import Any


def gallery_context() -> dict[str, Any]:
    """The context of the gallery page."""
    return {"simulated": True}
