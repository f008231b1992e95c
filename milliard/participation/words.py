"""Words about what is taken part in."""


def time_in_words(minutes: int) -> str:
    """«une demi-heure», «une heure», «2 h 30»."""
    known = {15: "un quart d’heure", 30: "une demi-heure", 60: "une heure"}
    if minutes in known:
        return known[minutes]
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0minutes"
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0heures"
