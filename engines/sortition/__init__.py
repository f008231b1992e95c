"""Drawing lots in the image of society: every volunteer as equal a chance as the targets allow.

Owns: the fairest lottery over panels that meet the targets (maximin, leximin), its tickets, the draw, the
report and its verification, replacements, why targets are out of reach. Promises: probabilities are whole
numbers of a million tickets; equal people have equal chances to the ticket; the order of the file changes
nothing; a report is verified by whole numbers, on any machine, without a solver. Refuses: to keep an address
or a column it was not asked to read, to draw people who are not in the pool, to guess a value, to decide by
anything but a committed seed and a public value. See docs/explanation/sortition.md.
"""

from engines.sortition._chance import SHORTEST_SEED, commitment_of, ticket_of
from engines.sortition._errors import (
    InfeasibleError,
    InputFault,
    InputRefusedError,
    Relaxation,
    SortitionError,
)
from engines.sortition._lottery import TICKETS, DrawnPanel, Fairness, Lottery, ensure_feasible, make_lottery
from engines.sortition._reading import read_selection
from engines.sortition._replacements import without
from engines.sortition._report import (
    ENGINE_NAME,
    ENGINE_VERSION,
    lottery_json,
    lottery_of,
    report_json,
    to_text,
)
from engines.sortition._selection import Selection, Target, Volunteer, select
from engines.sortition._verification import verify

__all__ = [
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "SHORTEST_SEED",
    "TICKETS",
    "DrawnPanel",
    "Fairness",
    "InfeasibleError",
    "InputFault",
    "InputRefusedError",
    "Lottery",
    "Relaxation",
    "Selection",
    "SortitionError",
    "Target",
    "Volunteer",
    "commitment_of",
    "ensure_feasible",
    "lottery_json",
    "lottery_of",
    "make_lottery",
    "read_selection",
    "report_json",
    "select",
    "ticket_of",
    "to_text",
    "verify",
    "without",
]
