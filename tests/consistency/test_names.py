"""One name, one thing: no two public classes of the product are called alike, no two locks are one."""

import ast
import re
from collections import defaultdict

from tests.consistency.test_tree import parsed, product
from tests.harness.faults import relative

_LOCK_NUMBER = re.compile(r"^_?LOCK(?:_SPACE)? = (\d[\d_]*)$", re.MULTILINE)


def test_no_two_modules_share_the_number_of_their_advisory_locks() -> None:
    places = defaultdict(list)
    for path in product():
        for number in _LOCK_NUMBER.findall(path.read_text()):
            places[number].append(relative(path))
    assert len(places) > 5, "the numbers are no longer written as the pattern expects"
    assert not {number: found for number, found in places.items() if len(found) > 1}


def test_no_two_public_classes_of_one_name() -> None:
    places = defaultdict(list)
    for path in product():
        if path.parent.name == "commands":  # Django wants each to be called Command
            continue
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{relative(path)}:{node.lineno}")
    shared = {name: found for name, found in places.items() if len(found) > 1}
    listed = "\n".join(f"{name}: {', '.join(found)}" for name, found in sorted(shared.items()))
    assert not shared, listed
