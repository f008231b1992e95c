"""The team's screens of draws and mandates."""
