"""Counts of people, as far as they may be shown in public."""


def sayable_counts(begun: int, complete: int, threshold: int) -> tuple[int | None, int | None]:
    """Return (begun, complete), None in the place of what may not be shown.

    Neither a number shown, nor what a subtraction of the two gives, is under ``threshold``; the complete ones
    come first.
    """
    if begun < threshold:
        return None, None
    if complete < threshold:
        # None is no secret: it describes nobody.
        return (begun, 0) if complete == 0 else (begun, None)
    return (None if 0 < begun - complete < threshold else begun), complete
