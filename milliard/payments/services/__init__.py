"""Every write about money: `ledger` first, which all ways of paying go through."""
