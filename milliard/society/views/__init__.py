"""Pages of the app: the comparison with the population, draws, one's own part in them."""
