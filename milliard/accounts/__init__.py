"""Accounts of persons, their roles, their rights over their data.

Owns: the user (an e-mail address and the name a person wants to be called), role grants with history.
Promises: signing in by e-mailed code or passkey; staff have a second factor; one page to export or
erase one's data. Refuses: organisations as accounts, a role nobody granted, personal data in logs.
"""
