"""What is printed or stored beside a figure: steps, digest, documentation examples."""

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import engines.statistics
from engines.statistics import (
    ENGINE_NAME,
    CategoricalColumn,
    Design,
    MultipleColumn,
    NumericColumn,
    digest_input,
    distribution,
    mean,
    median,
    share,
    total,
)

THIN, WIDE = "\u202f", "\u00a0"
MODULES = [
    f"{ENGINE_NAME}.{module.name}"
    for module in pkgutil.iter_modules(engines.statistics.__path__)
    if module.name != "tests"
]


@pytest.mark.parametrize("name", MODULES)
def test_documentation_examples_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def test_every_public_function_has_an_example() -> None:
    functions = [
        getattr(engines.statistics, name)
        for name in engines.statistics.__all__
        if callable(getattr(engines.statistics, name)) and name[0].islower()
    ]
    assert len(functions) > 15
    without = [one.__name__ for one in functions if ">>>" not in (one.__doc__ or "")]
    assert without == []


def votes() -> CategoricalColumn:
    codes = np.repeat(np.array([0, 1, 252, 253], np.uint8), [870, 330, 12, 1])
    return CategoricalColumn(codes, (("yes", "Oui"), ("no", "Non")))


def test_steps_of_a_share_read_like_sentences() -> None:
    texts = [step.text for step in share(Design(1213), votes(), "yes").steps]
    assert texts[0] == (
        f"Base{WIDE}: 1{THIN}200 réponses retenues{THIN}; 13 mises de côté "
        f"(sans réponse{WIDE}: 12, ne sait pas{WIDE}: 1)."
    )
    assert texts[1] == f"870 réponses correspondent, sur 1{THIN}200."
    assert texts[2] == f"Part{WIDE}: 870 ÷ 1{THIN}200 = 72,5{WIDE}%."
    assert texts[3].startswith(f"Erreur type{WIDE}: 1,3 point de pourcentage")
    assert texts[4] == (f"Intervalle à 95{WIDE}% (méthode de Wilson){WIDE}: de 69,9{WIDE}% à 75,0{WIDE}%.")


def test_steps_of_money_are_in_euros() -> None:
    column = NumericColumn(np.full(12, 123_456_789, np.int64))
    texts = [step.text for step in total(Design(12), column).steps]
    assert texts[-1] == f"Somme des montants déclarés{WIDE}: 14{THIN}814{THIN}814,68{WIDE}€."
    assert f"1{THIN}234{THIN}567,89{WIDE}€" in mean(Design(12), column).steps[1].text
    assert "Médiane" in median(Design(12), column).steps[1].text


def test_the_numbers_of_the_steps_lead_to_the_value() -> None:
    design = Design(1213, np.random.default_rng(5).uniform(0.5, 2, 1213))
    result = share(design, votes(), "yes")
    values = {name: value for step in result.steps for name, value in step.values}
    assert float(values["part"]) / float(values["whole"]) == pytest.approx(result.value)
    assert result.interval is not None
    assert (values["low"], values["high"]) == (result.interval.low, result.interval.high)
    cell = distribution(design, votes()).estimate(0)
    assert {step.code for step in cell.steps} >= {"base", "count", "weighted_share", "interval_wilson"}


def test_no_step_uses_an_ordinary_space_where_french_wants_another() -> None:
    design = Design(1213, np.random.default_rng(5).uniform(0.5, 2, 1213))
    for step in (*share(design, votes(), "yes").steps, *share(Design(1213), votes(), "yes").steps):
        assert not re.search(r" [:;!?%€»]|« |\d \d", step.text), step.text


def test_the_digest_tells_every_input_apart() -> None:
    column, weights = votes(), np.ones(1213)
    ticks = MultipleColumn(np.ones((1, 3), np.uint8), (("a", "A"),), np.zeros(3, np.uint8))
    numbers = NumericColumn(np.array([1.0, 2.0, 3.0]))
    digests = [
        digest_input("share", Design(1213), [column]),
        digest_input("distribution", Design(1213), [column]),
        digest_input("share", Design(1213, weights), [column]),
        digest_input("share", Design(1213, strata=weights), [column]),
        digest_input("share", Design(1213), [column], domain=np.ones(1213, np.bool_)),
        digest_input("share", Design(1213), [column], parameters={"categories": ["yes"]}),
        digest_input(
            "share", Design(1213), [CategoricalColumn(column.codes, (("yes", "Oui"), ("n", "Non")))]
        ),
        digest_input("share", Design(3), [ticks]),
        digest_input("mean", Design(3), [numbers]),
        digest_input("mean", Design(3), [NumericColumn(np.array([100, 200, 300]))]),
        digest_input("mean", Design(3), [numbers, numbers]),
    ]
    assert len(set(digests)) == len(digests)


def test_the_digest_does_not_depend_on_layout_or_on_the_process() -> None:
    column = votes()
    parameters = {"b": 1, "a": [1, 2]}
    expected = digest_input("share", Design(1213), [column], parameters=parameters)
    swapped = digest_input("share", Design(1213), [column], parameters={"a": [1, 2], "b": 1})
    assert swapped == expected
    source = (
        "import numpy as np\n"
        "from engines.statistics import *\n"
        "codes = np.repeat(np.array([0, 1, 252, 253], np.uint8), [870, 330, 12, 1])\n"
        "column = CategoricalColumn(codes, (('yes', 'Oui'), ('no', 'Non')))\n"
        "print(digest_input('share', Design(1213), [column], parameters={'b': 1, 'a': [1, 2]}))\n"
    )
    root = Path(engines.statistics.__path__[0]).parents[1]
    command = [sys.executable, "-c", source]
    other = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert other.stdout.strip() == expected
