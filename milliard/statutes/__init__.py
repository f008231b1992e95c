"""The statutes as rules: dated versions, each question answered before an assembly can rest on them.

Owns: versions of the rules, majorities by kind of decision, colleges, and their words. Promises: no rule has
an answer of ours; what was adopted never changes. Refuses: to adopt a version with a question left open.
"""
