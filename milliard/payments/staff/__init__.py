"""The team's screens of money."""
