"""What the web server loads at its start is what pages need: each library more is memory for every worker."""

import json
import os
import subprocess
import sys

import pytest

from bootstrap.paths import ROOT

#: Needed by a download, a drawing, a draw, a map, the news of a mail provider: loaded when one asks.
LOADED_AT_USE = (
    "altair",
    "charset_normalizer",
    "duckdb",
    "fontTools",
    "highspy",
    "jinja2",
    "mapbox_vector_tile",
    "openpyxl",
    "pillow_heif",
    "pygments",
    "qrcode",
    "requests",
    "shapely",
    "typst",
    "vl_convert",
    "yaml",
)
#: The functions that load them then, asked by several threads at the very same moment: two that enter a
#: package by two doors may find it half made, unless both begin by its root.
_LOAD = """
import io, json, sys, threading
from config.server import load_application
load_application()
loaded = sorted(sys.modules)

def workbook():
    from milliard.core.exports import About, Table, write_xlsx
    write_xlsx(Table(["a"], [["b"]], About("t", False)), io.BytesIO())

def sheet():
    from engines.questionnaire.files.workbook.excel import read_first_sheet

def questionnaire():
    from engines.questionnaire.files.reader import read_questionnaire

def blank():
    from engines.questionnaire.files.xlsform.blank import blank_workbook

def table():
    from milliard.core.workbooks import _first_rows
    try:
        _first_rows(b"PK", 1)
    except Exception as error:
        assert type(error).__name__ == "BadZipFile", error

def points():
    from milliard.places.atlas.counts import MapPoint
    from milliard.places.atlas.tiles import encoded_points
    encoded_points([MapPoint("29019", "Brest", 1, 1, 48.4, -4.5)], 3, 3, 2)

def outlines():
    from milliard.places.atlas.tiles import _mercator_outlines
    _mercator_outlines()

def code():
    from milliard.ui.qr import draw_qr
    draw_qr("x")

def news():
    from milliard.letters.views import _provider_views
    _provider_views()

doors = [workbook, sheet, questionnaire, blank, table, points, outlines, code, news]
faults, barrier = [], threading.Barrier(2 * len(doors))
sys.setswitchinterval(1e-6)

def enter(door):
    barrier.wait()
    try:
        door()
    except Exception as error:
        faults.append(f"{door.__name__}: {error!r}")

threads = [threading.Thread(target=enter, args=(door,)) for door in doors * 2]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({"loaded": loaded, "faults": faults}))
"""


@pytest.mark.slow
def test_the_server_starts_without_what_few_requests_need_and_threads_may_ask_at_once():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "x" * 50}
    result = subprocess.run(
        [sys.executable, "-c", _LOAD], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(result.stdout.splitlines()[-1])
    loaded = set(told["loaded"])
    assert "milliard.surveys.views.sections" in loaded
    assert [name for name in LOADED_AT_USE if name in loaded] == []
    assert told["faults"] == []
