"""What a reader can work out of everything published: 1,000 random studies, both demonstration studies.

    .venv/bin/python benchmarks/disclosure_attack.py [STUDIES]

The attack is that of `milliard/figures/tests/attack.py`: exact bounds by linear programming. Nothing from 1
to k−1 may be known, nor bounded more tightly than the rule does.
"""

import itertools
import sys
import time

from ground import Table, prepared


def random_studies(table: Table, count: int) -> bool:
    from milliard.figures.reports import telling_together
    from milliard.figures.tests import attack

    two, three, refused = attack.Found(), attack.Found(), 0
    for seed in range(count):
        data, names = attack.random_study(seed)
        figures = attack.computed(data, attack.every_spec(names))
        for pair in itertools.combinations(names, 2):
            two = two.plus(attack.attacked(data, attack.of_questions(figures, pair), list(pair)))
        if telling_together(data, figures):
            refused += 1
        elif seed % 4 == 0:
            three = three.plus(attack.attacked(data, figures, names))
    _lines(table, f"{count} random studies, two questions", two)
    _lines(table, f"{count // 4} of them, three questions", three)
    table.add("  refused at publication", f"{refused}", "of all, every crossing published")
    return not (two.recovered or two.narrow or three.recovered)


def demonstration(table: Table) -> bool:
    from demo import waves
    from milliard.figures.reports import FigureKind, FigureSpec, list_variables
    from milliard.figures.services.freeze import open_dataset
    from milliard.figures.tests import attack

    is_safe = True
    for wave in (waves.GRAND_RECUEIL, waves.SAVERS):
        waves.ensure_wave(wave)
        dataset = waves.dataset_of(wave)
        data, found, tables, spent = open_dataset(dataset), attack.Found(), 0, 0.0
        plain = [item for item in list_variables(dataset) if FigureKind.CROSSTAB in item.kinds]
        alone = {
            item.name: attack.computed(data, [FigureSpec(FigureKind.DISTRIBUTION, item.name)], dataset)
            for item in plain
        }
        for question, by in itertools.permutations(plain, 2):
            if not by.can_break_down:
                continue
            started = time.perf_counter()
            spec = FigureSpec(FigureKind.CROSSTAB, question.name, breakdown=by.name)
            figures = attack.computed(data, [spec], dataset)
            spent += time.perf_counter() - started
            if figures:
                figures += alone[question.name] + alone[by.name]
                found = found.plus(attack.attacked(data, figures, [question.name, by.name]))
                tables += any(row.is_withheld for row in figures[0].rows)
        _lines(table, wave.title, found)
        table.add(
            "  tables that hide something", f"{tables}", f"of {found.tables}; computed in {spent:.1f} s"
        )
        is_safe = is_safe and not (found.recovered or found.narrow)
    return is_safe


def _lines(table: Table, what: str, found: "object") -> None:
    numbers = vars(found)
    table.add(what, f"{numbers['recovered']} known", f"of {numbers['small']} small counts hidden")
    table.add("  bounded more tightly than 1 to k−1", f"{numbers['narrow']}")
    table.add("  numbers hidden", f"{numbers['hidden']:,}", f"of {numbers['counts']:,}")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    table = Table("Attack on what is published")
    with prepared("disclosure", settings={"DEMONSTRATION": "1"}):
        is_safe = random_studies(table, count) & demonstration(table)
    table.show()
    return 0 if is_safe else 1


if __name__ == "__main__":
    sys.exit(main())
