"""Rows of the app, one module per subject."""

from milliard.society.models.draws import Draw, DrawEntry, DrawRound, DrawTarget
from milliard.society.models.mandates import Mandate
from milliard.society.models.snapshots import GroupSnapshot

__all__ = ["Draw", "DrawEntry", "DrawRound", "DrawTarget", "GroupSnapshot", "Mandate"]
