"""The team's screens of taking part."""
