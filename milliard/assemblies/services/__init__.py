"""Every write about assemblies.

Order of locks: the assembly, then resolutions, then entries of the roll by number, then proxies and rights.
Who
comes, leaves or votes takes the assembly or the resolution shared; who opens or closes takes it alone: so
what a
vote counts is what the ledger held at its opening, and no ballot enters after the closing.
"""
