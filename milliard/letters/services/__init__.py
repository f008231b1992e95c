"""Every write about letters."""
