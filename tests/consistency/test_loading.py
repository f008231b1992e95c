"""What the web server loads at its start is what pages need: each library more is memory for every worker."""

import json
import os
import subprocess
import sys

import pytest

from bootstrap.paths import ROOT

#: Needed by a download, an upload, the map, the news of mail providers: loaded when one asks.
LOADED_AT_USE = (
    "altair",
    "anymail.urls",
    "charset_normalizer",
    "duckdb",
    "fontTools",
    "google.protobuf",
    "highspy",
    "jinja2",
    "mapbox_vector_tile",
    "openpyxl",
    "pillow_heif",
    "pygments",
    "pyxform",
    "requests",
    "shapely",
    "typst",
    "vl_convert",
    "xlrd",
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
