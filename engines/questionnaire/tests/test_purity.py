"""The definition is plain Python: it can be used, and tested, without a site or a database."""

from __future__ import annotations

import subprocess
import sys

MODULES = ("expressions", "evaluation", "parsing", "serialisation", "review", "version_change")


def test_nothing_here_loads_django() -> None:
    imports = "; ".join(f"import engines.questionnaire.{name}" for name in MODULES)
    code = f"import sys; {imports}; print(sorted(name for name in sys.modules if name.startswith('django')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
