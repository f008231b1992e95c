"""Writes of the reference tables. Safe to run again: a row is touched only when the file differs."""

from milliard.territories.services.communes import load_density, load_zones
from milliard.territories.services.files import UnreadableReference
from milliard.territories.services.reference import FILES, LoadReport, load_reference

__all__ = ["FILES", "LoadReport", "UnreadableReference", "load_density", "load_reference", "load_zones"]
