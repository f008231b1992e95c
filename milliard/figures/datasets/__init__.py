"""Frozen datasets: from answers, or from an imported file, to a table that never changes again."""
