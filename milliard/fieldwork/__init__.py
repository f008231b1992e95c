"""Collecting: the team that prepares questionnaires, opens collections, invites, and follows what arrives.

Owns: the team's screens of questionnaires and collections, the lists of people to invite, quotas, removals.
Promises: what an act will do is said before it is done, and a wrong row of a file is told at its line.
Refuses: to show what one respondent answered, to delete what somebody answered, to write to who wants none.
"""
