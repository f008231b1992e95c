"""The signs and names of written French: whatever writes a number, a date or a sentence takes them here."""

#: Narrow no-break space: between thousands, and before ; ! ?
NARROW = "\u202f"
#: No-break space: before : % € and inside « ».
NBSP = "\u00a0"
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
