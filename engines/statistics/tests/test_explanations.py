"""What is printed or stored beside a figure: steps, digest, documentation examples."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import engines.statistics
from engines.statistics import (
    ENGINE_NAME,
    CategoricalColumn,
    ComputationStep,
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


def test_steps_of_a_share_are_codes_and_values() -> None:
    result = share(Design(1213), votes(), "yes")
    steps = {step.code: dict(step.values) for step in result.steps}
    assert list(steps) == ["base", "count", "share", "standard_error", "interval_wilson"]
    assert steps["base"] == {"n": 1200, "missing": 13, "outside": 0}
    assert result.base.missing is not None
    assert (result.base.missing.no_answer, result.base.missing.dont_know) == (12, 1)
    assert steps["count"] == {"count": 870, "base": 1200}
    assert steps["share"] == {"count": 870, "base": 1200, "share": 0.725}
    assert steps["standard_error"]["se"] == pytest.approx(0.013, abs=5e-4)
    assert steps["interval_wilson"] == pytest.approx({"level": 0.95, "low": 0.699, "high": 0.750}, abs=5e-4)


def test_steps_of_money_are_in_cents() -> None:
    column = NumericColumn(np.full(12, 123_456_789, np.int64))
    assert total(Design(12), column).steps[-1] == ComputationStep("tally", (("total", 1_481_481_468),))
    assert dict(mean(Design(12), column).steps[1].values)["mean"] == 123_456_789
    middle = median(Design(12), column).steps[1]
    assert (middle.code, dict(middle.values)["value"]) == ("quantile", 123_456_789)


def test_the_numbers_of_the_steps_lead_to_the_value() -> None:
    design = Design(1213, np.random.default_rng(5).uniform(0.5, 2, 1213))
    result = share(design, votes(), "yes")
    values = {name: value for step in result.steps for name, value in step.values}
    assert float(values["part"]) / float(values["whole"]) == pytest.approx(result.value)
    assert result.interval is not None
    assert (values["low"], values["high"]) == (result.interval.low, result.interval.high)
    cell = distribution(design, votes()).estimate(0)
    assert {step.code for step in cell.steps} >= {"base", "count", "weighted_share", "interval_wilson"}


KEY = b"a secret of thirty-two bytes ..."


def test_the_digest_tells_every_input_apart() -> None:
    column, weights = votes(), np.ones(1213)
    ticks = MultipleColumn(np.ones((1, 3), np.uint8), (("a", "A"),), np.zeros(3, np.uint8))
    numbers = NumericColumn(np.array([1.0, 2.0, 3.0]))
    digest = partial(digest_input, key=KEY)
    digests = [
        digest("share", Design(1213), [column]),
        digest("distribution", Design(1213), [column]),
        digest("share", Design(1213, weights), [column]),
        digest("share", Design(1213, strata=weights), [column]),
        digest("share", Design(1213), [column], domain=np.ones(1213, np.bool_)),
        digest("share", Design(1213), [column], parameters={"categories": ["yes"]}),
        digest("share", Design(1213), [CategoricalColumn(column.codes, (("yes", "Oui"), ("n", "Non")))]),
        digest("share", Design(3), [ticks]),
        digest("mean", Design(3), [numbers]),
        digest("mean", Design(3), [NumericColumn(np.array([100, 200, 300]))]),
        digest("mean", Design(3), [numbers, numbers]),
        digest("mean", Design(3), [numbers], key=KEY[::-1]),
    ]
    assert len(set(digests)) == len(digests)


def test_the_digest_does_not_depend_on_layout_or_on_the_process() -> None:
    column = votes()
    parameters = {"b": 1, "a": [1, 2]}
    expected = digest_input("share", Design(1213), [column], key=KEY, parameters=parameters)
    swapped = digest_input("share", Design(1213), [column], key=KEY, parameters={"a": [1, 2], "b": 1})
    assert swapped == expected
    source = (
        "import numpy as np\n"
        "from engines.statistics import *\n"
        "codes = np.repeat(np.array([0, 1, 252, 253], np.uint8), [870, 330, 12, 1])\n"
        "column = CategoricalColumn(codes, (('yes', 'Oui'), ('no', 'Non')))\n"
        "parameters = {'b': 1, 'a': [1, 2]}\n"
        f"print(digest_input('share', Design(1213), [column], key={KEY!r}, parameters=parameters))\n"
    )
    root = Path(engines.statistics.__path__[0]).parents[1]
    command = [sys.executable, "-c", source]
    other = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert other.stdout.strip() == expected


def test_a_key_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="can be guessed"):
        digest_input("share", Design(1213), [votes()], key=b"secret")
