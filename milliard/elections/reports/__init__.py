"""What pages read of secret votes."""
