"""The seed of the demonstration country, in the open: the same seed gives the same country."""

SEED = "milliard, pays de démonstration, 1"
