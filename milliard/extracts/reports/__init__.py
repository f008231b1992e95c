"""Counts of every question, ready to show."""
