"""Which level a test belongs to, by its place in the tree, and what each level cost against its budget."""

import os
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Seconds on two cores, from the design.
BUDGETS_S = {
    "engines": 20,
    "rules": 60,
    "pages": 60,
    "consistency": 10,
    "races": 30,
    "journeys": 60,
    "browser": 180,
}
#: What `--quick` leaves out beside the slow tests: levels, and tests in apps by their fixtures, that need a
#: browser, a server, threads, or the invented country, whose first loading takes minutes.
_LATER = frozenset({"races", "journeys", "browser"})
_FIXTURES_FOR_LATER = frozenset({"chromium", "serve", "in_threads", "demo_country", "demo_database"})
_spent: dict[str, float] = defaultdict(float)
_count: dict[str, int] = defaultdict(int)


def level_of(path: Path) -> str:
    """The level of the test file at ``path``."""
    parts = path.relative_to(ROOT).parts
    if parts[0] in {"engines", "french"}:
        return "engines"
    if parts[0] == "tests" and parts[1] in BUDGETS_S:
        return parts[1]
    return "pages" if path.stem in {"test_views", "test_pages"} or "views" in parts else "rules"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--level", action="append", choices=[*BUDGETS_S], help="only the tests of this level")
    parser.addoption("--quick", action="store_true", help="only what runs in this process, and not for long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    levels = config.getoption("--level") or BUDGETS_S
    is_quick = config.getoption("--quick")
    chosen, left = [], []
    for item in items:
        is_left = level_of(item.path) not in levels or (is_quick and _is_for_later(item))
        (left if is_left else chosen).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = chosen


def _is_for_later(item: pytest.Item) -> bool:
    return (
        level_of(item.path) in _LATER
        or item.get_closest_marker("slow") is not None
        or not _FIXTURES_FOR_LATER.isdisjoint(getattr(item, "fixturenames", ()))
    )


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    level = level_of(ROOT / report.location[0])
    _spent[level] += report.duration
    _count[level] += report.when == "call"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What each level takes on two cores: its time, shared by the processes that two cores have."""
    if not _count:
        return
    processes, cores = len(config.getoption("tx", None) or [""]), os.cpu_count() or 2
    share = processes * 2 / min(cores, processes) if processes > 1 else 1
    shared = f"shared by {share:g} processes" if processes > 1 else "one process"
    terminalreporter.section(f"levels (seconds, {shared}; budgets of the design, on two cores)")
    for level, budget in BUDGETS_S.items():
        if _count[level]:
            spent = _spent[level] / share
            mark = "" if spent <= budget else "  over budget"
            terminalreporter.write_line(
                f"{level:<12} {_count[level]:>5} tests {spent:>7.1f} s of {budget:>3} s{mark}"
            )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real inputs beside the repository. Its absence fails loudly."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.fail(
            f"Real inputs are missing: {folder} does not exist; these tests cannot be trusted without."
        )
    return folder
