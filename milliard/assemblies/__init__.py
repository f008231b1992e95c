"""Assemblies: from the roll to minutes that cannot disagree with the vote.

Owns: the roll, convocations, proxies, attendance, resolutions, votes, minutes.
Promises: a vote counts whom the roll, the ledger of attendance and the proxies said at its opening; one
mandate is one ballot; what was acknowledged is counted once. Refuses: a voter after the opening, a ballot
after the closing, to join a person with a confidential or secret ballot.
"""
