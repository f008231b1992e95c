"""The team's screens of proposals."""
