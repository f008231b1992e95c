"""What every app stands on: journal, form fields, exports, access, rate limits, mail, logs.

Owns: no domain word; two unlogged tables (cache, rate limits) and the demonstration's outbox.
Promises: one journal line per act, in the act's own transaction; exports nobody can turn into a formula.
Refuses: to import any other app, to keep an address (IP) anywhere.
"""
