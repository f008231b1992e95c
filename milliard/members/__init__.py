"""Who belongs: natural persons, their dues, the register, cards.

Owns: members, their periods, dues requests, departures, the register, consents, duplicates and merges.
Promises: one state computed in one place at any date; nothing financial lost by a merge; a register that says
what it was on any day. Refuses: an organisation, by any entry; to tell a stranger who belongs.
"""
