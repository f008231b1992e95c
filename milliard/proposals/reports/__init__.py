"""What proposals add up to."""
