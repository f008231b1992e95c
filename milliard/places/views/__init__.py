"""Pages of places: for anybody, for their hosts, of territories."""

from milliard.places.views.hosts import close, edit, mine, propose, team
from milliard.places.views.public import place, places

__all__ = ["close", "edit", "mine", "place", "places", "propose", "team"]
