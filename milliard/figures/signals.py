"""Events offered to the apps above. Sent by services only."""

from django.dispatch import Signal

#: ``dataset``: somebody wants to delete it. Receivers return what cites it, in words: «étude « … »».
citations_asked = Signal()
