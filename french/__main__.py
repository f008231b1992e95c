"""Read one quantity on the command line: ``python -m french read UNIT TEXT``.

The value comes out as a plain decimal, exit 0; what is not surely understood comes out as the question to
ask, on standard error, exit 2.
"""

import sys
from collections.abc import Sequence

from french.questions import Unclear
from french.reader import read_quantity
from french.units import UNITS

USAGE = f"""\
Usage : python -m french read UNITÉ TEXTE    (read one quantity, print a plain decimal)
Unités (units) : {", ".join(UNITS)}
Exemple (example) : python -m french read euro "12,5 k€"
"""


def main(arguments: Sequence[str]) -> int:
    """Run the command. The arguments are not parsed as options: a text may begin with a minus."""
    if len(arguments) != 3 or arguments[0] != "read" or arguments[1] not in UNITS:
        sys.stderr.write(USAGE)
        return 2
    try:
        value = read_quantity(arguments[2], arguments[1])
    except Unclear as unclear:
        sys.stderr.write(f"{unclear.question}\n")
        return 2
    text = f"{value:f}"
    sys.stdout.write(f"{text.rstrip('0').rstrip('.') if '.' in text else text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
