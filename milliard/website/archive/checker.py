"""Recalcule les chiffres publiés d'une étude à partir de ce fichier : `python3 le-fichier.zip`.

Ce programme voyage dans l'archive, avec les chiffres et la lecture des nombres français (``french``). Il
n'utilise que la bibliothèque standard de Python (3.10 ou plus), n'écrit rien et ne se connecte à rien. Il dit
ce qu'il a pu recalculer, ce qu'il n'a pas pu, et sort avec le code 1 si un nombre ne se retrouve pas.
"""

import csv
import io
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from french import read_machine_number

Row = dict[str, str]
ALL, HIDDEN, NUMBERS = "all", "non publié", ("valeur", "borne_basse_95", "borne_haute_95", "n", "base_n")
#: Calculs dont chaque réponse compte dans une seule ligne : leurs parts font 100 %.
WHOLE = {"répartition", "croisement", "tranches", "rangs", "périodes"}
UNITS = {"%": 0.01, "€": 1.0, "M€": 1e6, "Md€": 1e9, "": 1.0}
SHOWN = re.compile(r"(.+?)\s*(%|€|M€|Md€|)")


def number(row: Row, name: str) -> float | None:
    """Une cellule comme nombre ; rien quand elle est vide."""
    found = read_machine_number(row[name])
    return None if found is None else float(found)


def close(first: float, second: float) -> bool:
    return abs(first - second) <= 1e-9 * max(1.0, abs(first), abs(second))


def is_shown_right(value: float, text: str) -> bool:
    """Si le nombre écrit sur la page est celui du fichier, arrondi au dernier chiffre montré."""
    found = SHOWN.fullmatch(text.strip())
    written = read_machine_number(found[1]) if found else None
    if found is None or written is None:
        return False
    unit, places = UNITS[found[2]], -int(written.as_tuple().exponent)
    step = unit * 10.0**-places
    return abs(value - float(written) * unit) <= step / 2 + 1e-6 * step


def check_row(row: Row) -> Iterator[tuple[str, bool]]:
    """(ce qui est vérifié, si c'est juste) pour une ligne seule."""
    value, n, base = number(row, "valeur"), number(row, "n"), number(row, "base_n")
    if row["non_publie"]:
        yield "case non publiée\u00a0: aucun nombre", not any(row[name] for name in NUMBERS)
        return
    if value is None:
        return
    yield "nombre écrit sur la page", is_shown_right(value, row["affiche"])
    low, high = number(row, "borne_basse_95"), number(row, "borne_haute_95")
    if low is not None and high is not None:
        yield "intervalle autour du nombre", low - 1e-9 <= value <= high + 1e-9
    if row["unite"].startswith("part") and row["pondere"] == "non" and n is not None and base:
        yield "part = réponses ÷ base", close(value, n / base)


def check_group(rows: list[Row]) -> Iterator[tuple[str, bool]]:
    """Les réponses d'un groupe : elles font le tout, si chacune n'en a qu'une et si rien n'est masqué."""
    if rows[0]["calcul"] not in WHOLE or any(row["non_publie"] or not row["valeur"] for row in rows):
        return
    yield "les parts font 100\u00a0%", close(sum(number(row, "valeur") or 0 for row in rows), 1)
    if all(row["n"] for row in rows):
        yield "les réponses font la base", sum(int(row["n"]) for row in rows) == int(rows[0]["base_n"])


def check_answer(rows: list[Row]) -> Iterator[tuple[str, bool]]:
    """Une réponse dans tous les groupes : ensemble, les groupes font le tout, si rien n'est masqué."""
    whole = [row for row in rows if row["groupe_code"] == ALL]
    groups = [row for row in rows if row["groupe_code"] not in (ALL, "")]
    if len(whole) != 1 or not groups or not all(row["n"] and row["base_n"] for row in rows):
        return
    everybody = whole[0]
    if sum(int(row["base_n"]) for row in groups) != int(everybody["base_n"]):
        return
    yield "les groupes font l’ensemble", sum(int(row["n"]) for row in groups) == int(everybody["n"])
    if everybody["pondere"] == "oui" or not all(row["valeur"] for row in rows):
        return
    values = [(number(row, "valeur") or 0.0, int(row["n"])) for row in groups]
    total = number(everybody, "valeur") or 0.0
    if everybody["calcul"] == "total":
        yield "les totaux des groupes font le total", close(sum(value for value, _ in values), total)
    elif everybody["calcul"] in ("moyenne", "rang moyen"):
        mean = sum(value * n for value, n in values) / int(everybody["n"])
        yield "moyenne des groupes", abs(mean - total) <= 0.0100001


def people(answers: list[Row], chosen: dict[str, set[str]]) -> int:
    """Combien de réponses tiennent dans ces cases."""
    return sum(all(answer[name] in codes for name, codes in chosen.items()) for answer in answers)


def check_answers(row: Row, answers: list[Row]) -> Iterator[tuple[str, bool]]:
    """Un effectif et sa base, comptés à nouveau dans les réponses publiées une à une."""
    name, by = row["variable"], row["selon_variable"]
    about = dict(item.split("=", 1) for item in row["champ"].split(" & ") if item)
    columns = set(answers[0]) if answers else set()
    if not {name, *([by] if by else []), *about} <= columns or row["completes"] != "oui" or not row["n"]:
        return
    if row["calcul"] not in ("part", "répartition", "croisement"):
        return
    group = {answer[by] for answer in answers} - {""} if by else set()
    base = {item: set(codes.split("|")) for item, codes in about.items()}
    if row["groupe_code"] not in (ALL, ""):
        base[by] = {row["groupe_code"]} if row["groupe_code"] in group else {""}
    given = {answer[name] for answer in answers} - {""}
    counted = set(row["reponse_code"].split("+"))
    whole = {**base, name: given & base.get(name, given)}
    yield (
        "effectif recompté dans les réponses",
        people(answers, {**whole, name: whole[name] & counted}) == int(row["n"]),
    )
    yield "base recomptée dans les réponses", people(answers, whole) == int(row["base_n"])


def groups_of(rows: Iterable[Row], *names: str) -> Iterable[list[Row]]:
    found: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in names)].append(row)
    return found.values()


def check(rows: list[Row], answers: dict[str, list[Row]]) -> tuple[Counter[str], list[str]]:
    """Combien de vérifications de chaque sorte, et les phrases de celles qui ne vont pas."""
    done: Counter[str] = Counter()
    wrong = []
    checks = [(row, check_row(row)) for row in rows]
    checks += [(row, check_answers(row, answers.get(row["donnees"], []))) for row in rows]
    for group in groups_of(rows, "chiffre", "partie", "groupe_code"):
        checks.append((group[0], check_group(group)))
    for group in groups_of(rows, "chiffre", "partie", "reponse_code"):
        checks.append((group[0], check_answer(group)))
    for row, found in checks:
        for what, is_right in found:
            done[what] += 1
            if not is_right:
                place = " · ".join(text for text in (row["titre"], row["groupe"], row["reponse"]) if text)
                wrong.append(f"FAUX  {what}\u00a0: {place} ({row['affiche']})")
    return done, wrong


def not_recomputed(rows: list[Row]) -> Counter[str]:
    """Les nombres que seules les réponses elles-mêmes permettraient de refaire, par raison."""
    reasons: Counter[str] = Counter()
    for row in rows:
        if not row["valeur"]:
            continue
        if row["pondere"] == "oui":
            reasons["pondéré\u00a0: les poids ne sont pas publiés"] += 1
        elif not row["unite"].startswith("part") and row["nature"] == "estimation":
            reasons[f"{row['calcul']}\u00a0: les réponses une à une ne sont pas publiées"] += 1
    return reasons


def read(source: Path) -> tuple[list[Row], dict[str, list[Row]]]:
    """Les lignes de chiffres.csv, puis celles des réponses publiées une à une, s'il y en a."""
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            files = {name: archive.read(name) for name in archive.namelist() if name.endswith(".csv")}
    else:
        files = {path.name: path.read_bytes() for path in source.parent.glob("*.csv")}
    tables = {
        name: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        for name, data in files.items()
    }
    answers = {
        name.removeprefix("reponses-").removesuffix(".csv"): lines
        for name, lines in tables.items()
        if name.startswith("reponses-")
    }
    return tables["chiffres.csv"], answers


def report(rows: list[Row], done: Counter[str], wrong: list[str]) -> Iterator[str]:
    """Le compte rendu, ligne à ligne."""
    hidden = sum(row["non_publie"] == HIDDEN for row in rows)
    yield f"{rows[0]['etude']}, édition {rows[0]['edition']}" if rows else "Aucun chiffre."
    yield f"{len(rows)} lignes lues, dont {hidden} non publiées."
    yield f"{sum(done.values())} vérifications\u00a0:"
    for what, count in done.items():
        yield f"  {count:5}  {what}"
    for reason, count in not_recomputed(rows).items():
        yield f"  {count:5}  non recalculable ici ({reason})"
    yield from wrong
    yield f"{len(wrong)} différence(s)." if wrong else "Tout se retrouve."


def main(source: Path) -> int:
    """Écrit le compte rendu ; 0 si tout se retrouve, 1 sinon."""
    rows, answers = read(source)
    done, wrong = check(rows, answers)
    sys.stdout.writelines(f"{line}\n" for line in report(rows, done, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    place = Path(sys.argv[0]).resolve()
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else place))
