"""The team's screens of the directory, of what waits, of networks and partners, of imports."""
