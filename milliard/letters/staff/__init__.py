"""The team's screens of letters."""
