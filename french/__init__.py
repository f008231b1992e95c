"""Numbers, amounts, dates, plurals and signs of written French: one reader, one writer, one typesetter.

Owns: what a typed number means, how a value is shown, where French typography wants its spaces.
Promises: what is written reads back to the same value; what is not surely understood is asked again with a
sentence ready to print, never guessed; money is integer cents, numbers are exact decimals, never floats.
Refuses: to import anything of ours, to round in silence what was typed, to know which values a form allows.
"""

from french.articles import with_article
from french.machine import read_machine_number
from french.questions import CODES, Code, Unclear
from french.reader import (
    MAX_CENTS,
    MAX_TYPED,
    read_cents,
    read_integer,
    read_number,
    read_percent,
    read_quantity,
)
from french.signs import APOSTROPHE, HYPHEN, MINUS, MONTHS, MONTHS_SHORT, NARROW, NBSP
from french.typesetter import typeset
from french.units import UNITS, Unit
from french.writer import (
    Number,
    format_date,
    format_date_digits,
    format_euros,
    format_euros_short,
    format_exact,
    format_month,
    format_number,
    format_percent,
    format_points,
    format_time,
    format_typed,
    plural,
    round_figures,
    to_decimal,
    to_euros,
)

__all__ = [
    "APOSTROPHE",
    "CODES",
    "HYPHEN",
    "MAX_CENTS",
    "MAX_TYPED",
    "MINUS",
    "MONTHS",
    "MONTHS_SHORT",
    "NARROW",
    "NBSP",
    "UNITS",
    "Code",
    "Number",
    "Unclear",
    "Unit",
    "format_date",
    "format_date_digits",
    "format_euros",
    "format_euros_short",
    "format_exact",
    "format_month",
    "format_number",
    "format_percent",
    "format_points",
    "format_time",
    "format_typed",
    "plural",
    "read_cents",
    "read_integer",
    "read_machine_number",
    "read_number",
    "read_percent",
    "read_quantity",
    "round_figures",
    "to_decimal",
    "to_euros",
    "typeset",
    "with_article",
]
