"""The signs and names of written French: whatever writes a number, a date or a sentence takes them here."""

#: Narrow no-break space: between thousands, and before ; ! ?
NARROW = "\u202f"
#: No-break space: before : % € and inside « ».
NBSP = "\u00a0"
#: What stands for a space in texts that are typed or pasted.
ODD_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
MINUS = "\u2212"
APOSTROPHE = "\u2019"
#: Non-breaking hyphen: a verb and its pronoun stay on one line.
HYPHEN = "\u2011"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MONTHS_SHORT = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
