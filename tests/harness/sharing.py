"""How processes share the tests: a file at a time, unless a test says its own group with `xdist_group`.

With `--dist loadgroup` alone, each test without a mark would be a group: files would lose their fixtures.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling


class FilesAndGroups(LoadGroupScheduling):
    """What a process is given at a time: the tests of a group, or those of a file that say none."""

    def _split_scope(self, nodeid: str) -> str:
        scope = super()._split_scope(nodeid)
        return nodeid.partition("::")[0] if scope == nodeid else scope


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesAndGroups | None:
    return FilesAndGroups(config, log) if config.getoption("dist") == "loadgroup" else None
