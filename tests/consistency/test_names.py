"""One name, one thing: no two public classes of the product are called alike."""

import ast
from collections import defaultdict

from tests.consistency.test_tree import parsed, product
from tests.harness.faults import relative


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
