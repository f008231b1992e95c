"""Extracts: the rows of a dataset or of a live collection as files, and the frequencies of every question.

Owns: what leaves for an analyst's own programs, and simple counts for the team.
Promises: a line in the journal for each file; no name, address or free text unless by right and for a reason.
Refuses: rows of an anonymous collection in which somebody is recognised, or that a subtraction would tell.
"""
