"""Questionnaires: from the first question to the frozen dataset every figure is computed from.

Owns: questionnaires and their immutable versions, collections, responses, consents, invitations, frozen
datasets. Promises: what was acknowledged is kept, hidden answers are kept and marked, a frozen dataset
never changes. Refuses: an address (IP) next to answers, an answer after closing, a silent drop.
"""
