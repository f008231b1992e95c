"""Proposals, for whoever reads, whoever takes part and whoever leads a round."""
