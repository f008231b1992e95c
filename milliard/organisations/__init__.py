"""Organisations of the just transition, and the networks and partners that work with the movement.

Owns: the directory, where each field of it comes from, claims and corrections that wait, imports of networks'
files. Promises: a field says its source and its day, a file imported twice writes nothing more, an import is
undone as a whole, a need is shown only when the organisation released it. Refuses: to know a member: nothing
here can enter the register or the roll of those who vote.
"""
