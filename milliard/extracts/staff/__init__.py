"""The team's screens: count every question, take the rows away."""
