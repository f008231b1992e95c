"""Proposals: what members ask the movement to decide, before an assembly votes.

Owns: proposals and the versions of their texts, supports, the discussion, amendments, consent rounds.
Promises: one support per member, a threshold announced and crossed once, no change of a text without a
version. Refuses: to tell who supports what; to let an organisation propose.
"""
