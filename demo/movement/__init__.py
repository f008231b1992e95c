"""An invented movement: members, what they paid and how, an account at a bank, letters."""
