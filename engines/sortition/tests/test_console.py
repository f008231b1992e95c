"""The commands, from files to files."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from engines.sortition.__main__ import main

SEED = "a secret seed, long enough"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    pool, targets = tmp_path / "pool.csv", tmp_path / "targets.csv"
    rows = [f"v{number},{'femme' if number % 3 else 'homme'},rue {number // 2}" for number in range(12)]
    pool.write_text("\n".join(["id,genre,adresse", *rows]))
    targets.write_text("feature,value,min,max\ngenre,femme,2,2\ngenre,homme,2,2\n")
    return str(pool), str(targets)


def test_draw_then_verify(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw = ["draw", *files, "--seed", SEED, "--panel", "4", "--household", "adresse"]
    assert main([*draw, "--public", "3 14 15"]) == 0
    printed = capsys.readouterr().out
    report = json.loads(printed)
    assert len(report["panel"]) == 4
    assert set(report["probabilities"]) == {f"v{number}" for number in range(12)}
    assert [quota["reached"] for quota in report["quotas"]] == [2, 2]
    published = tmp_path / "report.json"
    published.write_text(printed)
    with_files = ["--pool", files[0], "--targets", files[1]]
    assert main(["verify", str(published)]) == 0
    assert main(["verify", str(published), *with_files, "--household", "adresse"]) == 0
    assert "conforme" in capsys.readouterr().out
    assert main(["verify", str(published), *with_files]) == 1, "households were not read"
    published.write_text(printed.replace(report["panel"][0], "v99"))
    assert main(["verify", str(published)]) == 1
    assert str(published) in capsys.readouterr().err


def test_prepared_then_revealed_is_drawn(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prepare", *files, "--panel", "4"]) == 0
    prepared = tmp_path / "lottery.json"
    prepared.write_text(capsys.readouterr().out)
    assert main(["verify", str(prepared)]) == 0
    assert "pas encore tiré" in capsys.readouterr().out
    assert main(["reveal", str(prepared), "--seed", SEED, "--public", "x"]) == 0
    revealed = capsys.readouterr().out
    assert main(["draw", *files, "--panel", "4", "--seed", SEED, "--public", "x"]) == 0
    assert capsys.readouterr().out == revealed
    prepared.write_text(prepared.read_text().replace('"v1"', '"v2"'))
    assert main(["reveal", str(prepared), "--seed", SEED]) == 2


def test_replacements(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", *files, "--panel", "4", "--seed", SEED]) == 0
    published = tmp_path / "report.json"
    published.write_text(capsys.readouterr().out)
    first = json.loads(published.read_text())
    declined = first["panel"][0]
    assert main(["replace", str(published), "--declined", declined, "--seed", SEED, "--public", "y"]) == 0
    replaced = tmp_path / "replacement.json"
    replaced.write_text(capsys.readouterr().out)
    second = json.loads(replaced.read_text())
    assert second["replacing"]["lottery"] == first["digests"]["lottery"]
    assert second["replacing"]["staying"] == first["panel"][1:]
    assert len(second["panel"]) == 1
    assert second["panel"][0] not in first["panel"]
    assert main(["verify", str(replaced)]) == 0


def test_a_refused_file_ends_with_two_and_its_line(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(files[1]).write_text("feature,value,min,max\ngenre,femme,3,3\ngenre,homme,2,2\n")
    assert main(["draw", *files, "--panel", "4", "--seed", SEED]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"{files[1]}:2: genre\u00a0: les minimums font 5")


def test_targets_out_of_reach_end_with_two_and_the_change(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(files[1]).write_text("feature,value,min,max\ngenre,femme,0,5\ngenre,homme,5,5\n")
    assert main(["draw", *files, "--panel", "5", "--seed", SEED]) == 2
    assert f"{files[1]}:3: genre = homme\u00a0: minimum 5, à baisser à 4" in capsys.readouterr().err


def test_a_commitment_is_published_and_its_seed_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["commit"]) == 0
    captured = capsys.readouterr()
    seed = captured.err.split()[-1]
    assert captured.out == hashlib.sha256(seed.encode()).hexdigest() + "\n"
    assert main(["commit", "--seed", "42"]) == 0
    captured = capsys.readouterr()
    assert captured.out == hashlib.sha256(b"42").hexdigest() + "\n"
    assert "se devine" in captured.err


@pytest.mark.parametrize("content", ["", "[]", "{}", "\x00"])
def test_what_is_no_report(content: str, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(content)
    assert main(["verify", str(path)]) in (1, 2)
    assert main(["verify", str(tmp_path / "absent.json")]) == 2


def test_nothing_but_json_is_printed_and_no_django_is_loaded(files: tuple[str, str]) -> None:
    code = (
        "import sys; from engines.sortition.__main__ import main; main();"
        "sys.exit(any(name.startswith('django') for name in sys.modules))"
    )
    arguments = ["draw", *files, "--panel", "4", "--seed", SEED]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert len(json.loads(done.stdout)["panel"]) == 4
    assert done.stderr == ""
