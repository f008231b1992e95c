"""The team's screens of statutes."""
