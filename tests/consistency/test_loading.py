"""What the web server loads at its start is what pages need: each library more is memory for every worker."""

import json
import os
import subprocess
import sys

import pytest

from bootstrap.paths import ROOT

#: Needed by a download, a drawing, a draw: loaded when one asks. Not what imports itself in a circle: two
#: threads that ask for shapely at once find it half made.
LOADED_AT_USE = (
    "altair",
    "duckdb",
    "fontTools",
    "highspy",
    "jinja2",
    "pygments",
    "typst",
    "vl_convert",
)
_LOAD = """
import json, sys
from config.server import load_application
load_application()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.slow
def test_the_server_starts_without_what_few_requests_need():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "x" * 50}
    result = subprocess.run(
        [sys.executable, "-c", _LOAD], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(result.stdout.splitlines()[-1]))
    assert "milliard.surveys.views.sections" in loaded
    assert [name for name in LOADED_AT_USE if name in loaded] == []
