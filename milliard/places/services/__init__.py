"""Every write about places."""
