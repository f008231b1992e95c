"""Aggregates read live from the rows of a collection: for the team that runs it, never published."""
