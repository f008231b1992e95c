"""The lottery on a console: commit, prepare, reveal; draw does the last two at once; replace; verify.

    python -m engines.sortition commit > commitment.txt
    python -m engines.sortition prepare POOL.csv TARGETS.csv --panel 110 --household address > lottery.json
    python -m engines.sortition reveal lottery.json --seed SEED --public "12 27 31 40 48" > report.json
    python -m engines.sortition draw POOL.csv TARGETS.csv --seed SEED --panel 110 > report.json
    python -m engines.sortition replace report.json --declined 0012 0345 --seed SEED --public VALUE
    python -m engines.sortition verify report.json

It ends with 2 when a file or a target is refused, each fault with its file and line; with 1 when a report
does not stand.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engines.sortition import (
    SHORTEST_SEED,
    Fairness,
    InfeasibleError,
    InputFault,
    InputRefusedError,
    Selection,
    commitment_of,
    lottery_json,
    lottery_of,
    make_lottery,
    read_selection,
    report_json,
    to_text,
    verify,
    without,
)
from french import typeset

Command = Callable[[argparse.Namespace], int]
REFUSED = 2
DIFFERS = 1


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except (InputRefusedError, InfeasibleError) as error:
        for fault in error.faults:
            _tell(str(fault))
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engines.sortition", description="Democratic lottery.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, help_text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=help_text)
        found.set_defaults(command=command)
        return found

    commit = add("commit", _commit, "print the SHA-256 of a secret seed, to be published before the draw")
    commit.add_argument("--seed", help="the seed; without it one is made and told on the error output")
    prepare = add("prepare", _prepare, "print the lottery, to be published before the public value is known")
    draw = add("draw", _draw, "make the lottery and draw it at once")
    for parser_of_files in (prepare, draw):
        parser_of_files.add_argument("pool", metavar="POOL.csv")
        parser_of_files.add_argument("targets", metavar="TARGETS.csv")
        parser_of_files.add_argument("--panel", type=int, required=True, metavar="N", help="how many seats")
        _add_household(parser_of_files)
    reveal = add("reveal", _reveal, "draw a lottery prepared before")
    reveal.add_argument("lottery", metavar="LOTTERY.json")
    replace = add("replace", _replace, "draw replacements for those who decline")
    replace.add_argument("report", metavar="REPORT.json")
    replace.add_argument("--declined", nargs="+", required=True, metavar="ID", help="of the panel")
    replace.add_argument("--gone", nargs="+", default=[], metavar="ID", help="who declined before")
    for parser_of_lotteries in (prepare, draw, replace):
        parser_of_lotteries.add_argument(
            "--method", choices=[method.value for method in Fairness], default=Fairness.LEXIMIN.value
        )
    for parser_of_draws in (draw, reveal, replace):
        parser_of_draws.add_argument("--seed", required=True)
        parser_of_draws.add_argument("--public", default="", metavar="VALUE", help="the public value")
    check = add("verify", _verify, "replay a report: ends with 1 and tells what differs, or with 0")
    check.add_argument("report", metavar="REPORT.json")
    check.add_argument("--pool", metavar="POOL.csv", help="compare with these files too")
    check.add_argument("--targets", metavar="TARGETS.csv")
    _add_household(check)
    return parser


def _add_household(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--household",
        action="append",
        default=[],
        metavar="COLUMN",
        help="people alike in these columns live together: at most one is drawn",
    )


def _commit(options: argparse.Namespace) -> int:
    seed = options.seed
    if seed is None:
        seed = secrets.token_hex(32)
        _tell(f"graine secrète, à garder jusqu'au tirage : {seed}")
    elif len(seed) < SHORTEST_SEED:
        _tell(f"attention : une graine de moins de {SHORTEST_SEED} signes se devine depuis son empreinte")
    sys.stdout.write(commitment_of(seed) + "\n")
    return 0


def _prepare(options: argparse.Namespace) -> int:
    lottery = make_lottery(_selection(options, options.panel), method=Fairness(options.method))
    sys.stdout.write(to_text(lottery_json(lottery)))
    return 0


def _draw(options: argparse.Namespace) -> int:
    _check_lines(options)
    lottery = make_lottery(_selection(options, options.panel), method=Fairness(options.method))
    sys.stdout.write(to_text(report_json(lottery, seed=options.seed, public_value=options.public)))
    return 0


def _reveal(options: argparse.Namespace) -> int:
    _check_lines(options)
    prepared = _sound(options.lottery)
    lottery = lottery_of(prepared)
    sys.stdout.write(to_text(report_json(lottery, seed=options.seed, public_value=options.public)))
    return 0


def _replace(options: argparse.Namespace) -> int:
    _check_lines(options)
    report = _sound(options.report)
    if "panel" not in report:
        raise _refusal(options.report, "ce tirage n'a pas encore eu lieu")
    selection = lottery_of(report).selection
    smaller = without(selection, report["panel"], declined=options.declined, gone=options.gone)
    lottery = make_lottery(smaller, method=Fairness(options.method))
    staying = [name for name in report["panel"] if name not in options.declined]
    replacing = {"lottery": report["digests"]["lottery"], "declined": options.declined, "staying": staying}
    found = report_json(lottery, seed=options.seed, public_value=options.public)
    sys.stdout.write(to_text({"replacing": replacing, **found}))
    return 0


def _verify(options: argparse.Namespace) -> int:
    report = _json(options.report)
    selection = None
    if (options.pool is None) != (options.targets is None):
        raise _refusal(options.report, "--pool et --targets vont ensemble")
    if options.pool is not None:
        seats = report.get("seats")
        selection = _selection(options, seats if isinstance(seats, int) else 0)
    differences = verify(report, selection=selection)
    for difference in differences:
        _tell(f"{options.report}: {difference}")
    if differences:
        return DIFFERS
    drawn = f"panel {report['draw']['panel_number']}" if "draw" in report else "pas encore tiré"
    people, panels = len(report["people"]), len(report["panels"])
    sys.stdout.write(typeset(f"conforme : {people} volontaires, {panels} panels, {drawn}") + "\n")
    return 0


def _selection(options: argparse.Namespace, seats: int) -> Selection:
    return read_selection(
        _bytes(options.pool),
        _bytes(options.targets),
        seats=seats,
        households=options.household,
        pool_file=options.pool,
        targets_file=options.targets,
    )


def _sound(path: str) -> dict[str, Any]:
    """A published file that stands: nothing is drawn from another."""
    content = _json(path)
    differences = verify(content)
    if differences:
        raise InputRefusedError([InputFault(path, 0, message) for message in differences])
    return content


def _json(path: str) -> dict[str, Any]:
    try:
        content = json.loads(_bytes(path))
    except ValueError as error:
        raise _refusal(path, f"ce fichier n'est pas du JSON ({error})") from None
    if not isinstance(content, dict):
        raise _refusal(path, "ce fichier n'est pas un rapport de tirage")
    return content


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _refusal(path, f"fichier illisible ({error.strerror})") from None


def _check_lines(options: argparse.Namespace) -> None:
    if "\n" in options.seed or "\n" in options.public:
        raise _refusal("--seed", "la graine et la valeur publique tiennent chacune sur une ligne")


def _refusal(file: str, message: str) -> InputRefusedError:
    return InputRefusedError([InputFault(file, 0, typeset(message))])


def _tell(message: str) -> None:
    sys.stderr.write(typeset(message) + "\n")


if __name__ == "__main__":
    sys.exit(main())
