"""Money that arrives, whatever it is for.

Owns: requests for money and their references, payments by any means, how each is shared out, reversals,
statements, deposit slips, receipts. Promises: an amount is written once and never edited, nothing is counted
twice, what cannot be placed is kept for a person to decide. Refuses: to know what the money is for beyond
the purpose a higher app declares, and any money for an investment.
"""
