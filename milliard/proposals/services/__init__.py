"""Every write about proposals."""
