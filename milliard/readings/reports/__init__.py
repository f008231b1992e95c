"""What was written, as those who may read it are shown it."""
