"""Every write about groups, events and missions."""
