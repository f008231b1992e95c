"""Minutes on a console.

    python -m engines.minutes verify proces-verbal.json

It ends with 0 when the chain holds and every count comes out the same; with 1 and one line for each thing
that
does not stand, its place first; with 2 when the file cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from engines.minutes import BrokenBy, verify
from french import typeset

DIFFERS, UNREAD = 1, 2
_WORDS = {
    BrokenBy.FORMAT: "ce fichier n'est pas un procès-verbal de la plateforme",
    BrokenBy.CHAIN: "chaîne rompue : cette ligne a été changée, déplacée, ajoutée, ou une autre retirée",
    BrokenBy.QUESTION: "le texte voté n'est pas celui que dit son empreinte",
    BrokenBy.BALLOTS: "les bulletins ne sont pas ceux de la clôture",
    BrokenBy.RIGHTS: "le nombre de bulletins n'est pas le bon",
    BrokenBy.RESULT: "recomptés, les bulletins donnent un autre résultat",
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engines.minutes", description="Minutes of assemblies.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("verify", help="check the chain, and count every vote again")
    check.add_argument("file", metavar="FILE.json")
    return _verify(parser.parse_args(arguments).file)


def _verify(path: str) -> int:
    try:
        document = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        _tell(f"{path} : fichier illisible ({error})")
        return UNREAD
    broken = verify(document)
    for one in broken:
        _tell(f"{path}, ligne {one.line} : {_WORDS[one.why]} ({one.told})")
    if broken:
        return DIFFERS
    votes = sum(line["code"] == "vote_closed" for line in document["lines"])
    sys.stdout.write(typeset(f"conforme : {len(document['lines'])} lignes, {votes} votes recomptés") + "\n")
    return 0


def _tell(message: str) -> None:
    sys.stderr.write(typeset(message) + "\n")


if __name__ == "__main__":
    sys.exit(main())
