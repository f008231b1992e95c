"""The team's screens of secret votes."""
