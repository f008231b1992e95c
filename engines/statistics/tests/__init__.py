"""Tests of the statistics engine: reference values, properties, attacks on what is withheld."""
