"""What the public pages say, computed from counts and from the report of a draw."""
