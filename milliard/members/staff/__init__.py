"""The team's screens of members."""
