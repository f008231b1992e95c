"""The package in Node: round trips, forgeries refused by name, sirona on a whole election."""

import re

import pytest

from milliard.elections.tests.node_runs import SCRIPTS, run_node


@pytest.mark.slow
@pytest.mark.parametrize("name", ["protocol", "voters"])
def test_in_node(name):
    file = SCRIPTS / f"{name}.test.mjs"
    done = run_node("--test", "--test-reporter=tap", file)
    written = len(re.findall(r"^ *test\(", file.read_text(), re.MULTILINE))
    assert int(re.search(r"^# pass (\d+)", done.stdout, re.MULTILINE)[1]) >= written
    assert "# fail 0" in done.stdout
    assert "# skipped 0" in done.stdout
