"""Questionnaires: from the first question to the last answer received.

Owns: questionnaires and their immutable versions, collections, responses, consents, invitations. Promises:
what was acknowledged is kept, hidden answers are kept and marked, what a version said never changes.
Refuses: an address (IP) next to answers, an answer after closing, a silent drop.
"""
