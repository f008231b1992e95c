"""Regions, departments and communes of France, overseas included, from the official geographic code.

Owns: the tables and the search of a commune by the name people type. Promises: every commune of the
year's code (COG), found without accents or capitals. Refuses: geocoding a person, showing a home.
"""
