"""What runs before anything is installed: real clusters and real processes, in awkward folders."""

import ast
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap import demo, environment, postgres, processes
from bootstrap.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster in folders with spaces and accents, closed to everybody but their owner."""
    var, temporary = tmp_path / "la donnée", tmp_path / "t t"
    for folder in (var, temporary):
        folder.mkdir(mode=0o700)
    # A socket path must stay short, and pytest's folders are deep.
    short = Path(f"/tmp/é {os.getpid()}")  # noqa: S108 (removed below; the name is this process's own)
    short.symlink_to(temporary)
    monkeypatch.setattr(postgres, "VAR", var)
    monkeypatch.setattr(postgres, "LOGS", var / "log")
    monkeypatch.setattr(postgres, "ROOT", tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(short))
    made = Cluster("essai", is_durable=False)
    yield made
    made.stop()
    short.unlink()


def test_only_the_standard_library() -> None:
    for path in (ROOT / "bootstrap").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                assert top == "bootstrap" or top in sys.stdlib_module_names, f"{path.name}: {name}"


def test_a_cluster_starts_once_and_stops(cluster: Cluster) -> None:
    assert not cluster.is_running()
    assert cluster.start()
    assert not cluster.start()
    cluster.create_database("essai")
    cluster.create_database("essai")
    cluster.stop()
    assert not cluster.is_running()


def test_every_database_of_this_folder_is_found_whatever_its_name(cluster: Cluster) -> None:
    left_by_a_crash = cluster.folder.parent / "postgres-killed" / "data" / "postmaster.pid"
    left_by_a_crash.parent.mkdir(parents=True)
    left_by_a_crash.write_text("1\n")
    assert postgres.running_clusters() == []
    cluster.start()
    assert [found.name for found in postgres.running_clusters()] == [cluster.name]


def test_a_cluster_whose_socket_was_cleaned_away_is_started_again(cluster: Cluster) -> None:
    import psycopg

    cluster.start()
    cluster.create_database("essai")
    for file in cluster.socket_folder.iterdir():
        file.unlink()
    assert cluster.start()
    with psycopg.connect(cluster.url("essai")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_server_can_read_and_no_more(cluster: Cluster) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives up rights")
    cluster.start()
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    status = Path(f"/proc/{pid}/status").read_text()
    assert f"\nUid:\t{os.stat(cluster.data).st_uid}\t" in status
    assert "\nUid:\t0\t" not in status
    kept = int(status.partition("CapPrm:\t")[2].split()[0], 16)
    assert kept in {0, 1 << 2}


def test_folders_keep_their_modes(cluster: Cluster, tmp_path: Path) -> None:
    before = {path: path.stat().st_mode for path in (tmp_path, *tmp_path.iterdir(), ROOT)}
    cluster.start()
    assert {path: path.stat().st_mode for path in before} == before


def test_an_environment_that_was_moved_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "VENV", tmp_path)
    file = tmp_path / "pyvenv.cfg"
    assert not environment._was_made_here()
    file.write_text(f"home = /usr/bin\ncommand = /usr/bin/python3 -m venv {tmp_path}\n")
    assert environment._was_made_here()
    file.write_text("home = /usr/bin\ncommand = /usr/bin/python3 -m venv /elsewhere/.venv\n")
    assert not environment._was_made_here()
    file.write_text("home = /usr/bin\n")
    assert environment._was_made_here()


def test_what_was_started_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOGS", tmp_path)
    started = processes.Processes()
    begin = "import subprocess, time; subprocess.Popen(['sleep', '60'])"
    child = f"{begin}; print('ready', flush=True); time.sleep(60)"
    started.start("deux", [sys.executable, "-c", child], {})
    _wait_for(lambda: "ready" in (tmp_path / "deux.log").read_text())
    (_, process) = started._children[0]
    started.stop()
    assert process.returncode == -signal.SIGTERM
    _wait_for(lambda: not _group_lives(process.pid))


def test_a_child_that_ends_by_itself_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "LOGS", tmp_path)
    started = processes.Processes()
    started.start("court", [sys.executable, "-c", "raise SystemExit(3)"], {})
    with pytest.raises(SystemExit):
        started.wait_until_answers("http://127.0.0.1:9/", timeout_s=10)
    assert "«court» stopped by itself" in capsys.readouterr().out
    started.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_children_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from bootstrap import processes;"
        "processes.LOGS = Path(sys.argv[1]); group = processes.Processes();"
        "group.start('long', ['sleep', '60'], {});"
        "print(group._children[0][1].pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _wait_for(lambda: not _group_lives(pid))


def _group_lives(pid: int) -> bool:
    """Whether a process of the group is running; one that waits to be buried is not."""
    command = ["ps", "-o", "stat=", "--no-headers", "-g", str(pid)]
    states = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    return any(not state.startswith("Z") for state in states)


def _wait_for(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


REFUSED = "  Caused by: invalid peer certificate: UnknownIssuer"
ALONE = "error: Failed to fetch  Caused by: client error (Connect)  Caused by: dns error: no such host"


def installer(folder: Path, script: str) -> Path:
    program = folder / "installer"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("words", "said"),
    [(REFUSED, "export SSL_CERT_FILE="), (ALONE, "export HTTPS_PROXY="), ("error: no such version", "")],
)
def test_packages_that_do_not_come_say_what_to_set(
    words: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        environment.run_quietly(installer(tmp_path, f"echo '{words}' >&2; exit 2"))
    shown = capsys.readouterr().out
    assert words in shown
    assert said in shown
    assert ("export" in shown) is bool(said)


@pytest.mark.parametrize("own", [None, "/its/own.pem"])
def test_installers_trust_the_store_of_the_system_or_what_one_names(
    own: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "authority.pem"
    store.write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(store))
    for name in ("UV_SYSTEM_CERTS", "PIP_CERT", "NODE_EXTRA_CA_CERTS"):
        monkeypatch.delenv(name, raising=False)
    if own:
        monkeypatch.setenv("PIP_CERT", own)
    seen = tmp_path / "seen"
    environment.run_quietly(
        installer(tmp_path, f'echo "$UV_SYSTEM_CERTS $PIP_CERT $NODE_EXTRA_CA_CERTS" > "{seen}"')
    )
    assert seen.read_text().split() == ["true", own or str(store), str(store)]


@pytest.mark.parametrize(
    ("setting", "said"), [({}, "SECRET_KEY"), ({"SECRET_KEY": "x" * 50, "EMAIL_PORT": "abc"}, "EMAIL_PORT")]
)
def test_manage_without_its_settings_answers_in_a_sentence(
    setting: dict[str, str], said: str, tmp_path: Path
) -> None:
    code = "import environs; environs.Env.read_env = lambda *a, **k: None; import manage; manage.main()"
    result = subprocess.run(
        [sys.executable, "-c", code, "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **setting},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert said in result.stderr
    assert ".env.example" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_demonstration_knows_its_false_helloasso() -> None:
    from milliard.payments.helloasso import fake_books, fake_server

    told = demo.environment()
    assert told["HELLOASSO_ORGANIZATION"] == fake_books.ORGANIZATION
    keys = (told["HELLOASSO_CLIENT_ID"], told["HELLOASSO_CLIENT_SECRET"])
    assert keys == (fake_server.CLIENT_ID, fake_server.CLIENT_SECRET)
