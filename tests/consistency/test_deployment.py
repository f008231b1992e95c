"""The files of the deployment page: parsed, and read by the programs they are for."""

import configparser
import os
import pwd
import re
import shutil
import ssl
import stat
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from functools import partial
from pathlib import Path

import pytest
from django.core.management import get_commands

from bootstrap.rehearsal import free_port
from tests.harness import reference
from tests.harness.faults import assert_none
from tests.harness.pages import DOCS, files_in

ONE_MACHINE = DOCS / "how-to" / "deploy-one-machine.md"
FILES = files_in(ONE_MACHINE)
UNITS = sorted(name for name, (language, _) in FILES.items() if language == "ini")
SITES = sorted(name for name, (language, _) in FILES.items() if language == "nginx")
SCRIPTS = sorted(name for name, (language, _) in FILES.items() if language == "sh")


def test_the_deployment_page_holds_its_files() -> None:
    assert {"milliard-web.service", "milliard-worker@.service", "milliard-nightly.timer"} <= set(UNITS)
    assert {"milliard.conf", "milliard-proxy.conf"} == set(SITES)
    assert {"milliard-backup", "milliard-restore"} == set(SCRIPTS)


def test_units_are_right(tmp_path: Path) -> None:
    assert_none(f"{name}: {fault}" for name in UNITS for fault in unit_faults(name, tmp_path / name))


def unit_faults(name: str, folder: Path) -> Iterator[str]:
    unit = configparser.ConfigParser(strict=True, interpolation=None, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        unit.read_string(FILES[name][1])
        described = unit["Unit"]["Description"]
        command = unit["Service"]["ExecStart"] if name.endswith(".service") else "/"
    except (configparser.Error, KeyError) as error:
        yield repr(error)
        return
    if not described:
        yield "no description"
    if "/.venv/" in command and "MemoryMax" not in unit["Service"]:
        yield "may take the memory of the whole machine"
    if not command.startswith("/"):
        yield f"{command}: no whole path"
    if (named := re.search(r"manage\.py (\S+)", command)) and named[1] not in get_commands():
        yield f"no command {named[1]}"
    service = name.replace(".timer", ".service")
    if service not in UNITS:
        yield "a timer of no service"
    elif shutil.which("systemd-analyze"):
        yield from _complaints_of_systemd(name, service, folder)


def _complaints_of_systemd(name: str, service: str, folder: Path) -> Iterator[str]:
    folder.mkdir()
    for unit in {name, service}:
        (folder / unit).write_text(_on_this_machine(FILES[unit][1], folder))
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(folder / name)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    yield from (line for line in result.stderr.splitlines() if str(folder) in line or name in line)


def _on_this_machine(unit: str, folder: Path) -> str:
    """The unit with its programs where this machine has one that can be run."""
    program = folder / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    unit = re.sub(r"^ExecStart=\S+", f"ExecStart={program}", unit, flags=re.MULTILINE)
    unit = re.sub(r"^(WorkingDirectory)=.*$", f"\\1={folder}", unit, flags=re.MULTILINE)
    return re.sub(r"^(User|Group)=.*$", r"\1=root", unit, flags=re.MULTILINE)


def test_nginx_files_are_well_formed() -> None:
    assert_none(f"{name}: {fault}" for name in SITES for fault in nginx_faults(FILES[name][1]))


def nginx_faults(text: str) -> Iterator[str]:
    depth = 0
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        if not line.endswith((";", "{", "}")):
            yield f"line {number} does not end: {line}"
        depth += line.count("{") - line.count("}")
        if depth < 0:
            yield f"line {number} closes what nothing opened"
    if depth:
        yield f"{depth} left open"


def test_nginx_keeps_no_address_and_trusts_none() -> None:
    site, proxy = FILES["milliard.conf"][1], FILES["milliard-proxy.conf"][1]
    formats = re.findall(r"log_format \w+ '(.*)';", site)
    assert formats
    for words in formats:
        assert not re.search(
            r"\$(remote_|binary_remote|realip|proxy_add|request\b|request_uri|uri|http_)", words
        )
    assert re.findall(r"access_log (\S+)(?: (\w+))?;", site) == [
        ("off", ""),
        ("/var/log/nginx/milliard.log", "without_addresses"),
    ]
    assert "X-Forwarded-For $remote_addr;" in proxy
    assert "TRUSTED_PROXIES=1" in ONE_MACHINE.read_text()
    assert "alias /var/lib/milliard/private" not in site


@pytest.fixture(scope="module")
def nginx() -> str:
    """The program, with the module the page asks for."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    has_brotli = any(Path("/etc/nginx/modules-enabled").glob("*brotli-static.conf"))
    if program and has_brotli:
        return program
    words = "nginx and its brotli-static module are not on this machine"
    if os.environ.get("REQUIRE_NGINX"):
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture
def site(tmp_path: Path) -> tuple[Path, str]:
    """The configuration of the page in a folder of this test, nobody behind it; and its address."""
    names = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-newkey", "rsa:2048"]
    paths = ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(["openssl", "req", "-x509", "-nodes", *names, *paths], check=True, capture_output=True)
    nobody, plain, secure = free_port(), free_port(), free_port()
    (tmp_path / "proxy.conf").write_text(FILES["milliard-proxy.conf"][1].replace(":8000", f":{nobody}"))
    text = FILES["milliard.conf"][1].replace("/etc/nginx/milliard-proxy.conf", str(tmp_path / "proxy.conf"))
    text = text.replace("/etc/letsencrypt/live/milliard.example.org", str(tmp_path))
    text = text.replace("/var/log/nginx", str(tmp_path))
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    text = text.replace("listen 443", f"listen 127.0.0.1:{secure}")
    text = re.sub(r"^ *listen \[::\].*$", "", text, flags=re.MULTILINE)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "\n".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        # Its children must reach this folder, which is its owner's only.
        f"user {pwd.getpwuid(os.geteuid()).pw_name};\n"
        f"include /etc/nginx/modules-enabled/*.conf;\npid {tmp_path}/nginx.pid;\ndaemon off;\n"
        f"events {{}}\nhttp {{\n{folders}\n{text}\n}}\n"
    )
    return whole, f"https://127.0.0.1:{secure}"


def test_nginx_agrees_and_says_what_it_has_to_say_in_french(nginx: str, site: tuple[Path, str]) -> None:
    """With nobody behind it: what people see while the site restarts, and of a file too large."""
    whole, address = site
    command = [nginx, "-e", "stderr", "-c", str(whole)]
    ask = partial(_ask, certificate=whole.parent / "fullchain.pem")
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        try:
            resting = ask(address, b"")
            assert resting[0] == 503
            assert resting[1]["Retry-After"] == "120"
            assert "Le site revient dans quelques minutes" in resting[2]
            assert ask(f"{address}/gestion/", bytes(30_000_000))[0] == 503
            assert ask(f"{address}/questionnaires/", bytes(20_000_000))[0] == 503
            assert ask(address, bytes(3_000_000))[0] == 413
            too_big = ask(f"{address}/questionnaires/", bytes(30_000_000))
            assert too_big[0] == 413
            assert "Cet envoi est trop gros" in too_big[2]
            assert ask(f"{address}/media/documents/x.pdf", b"")[0] == 404
        finally:
            running.terminate()


def test_nginx_counts_a_network_once_whatever_its_addresses(nginx: str, site: tuple[Path, str]) -> None:
    whole, address = site
    # The address of each client, as the test says it.
    named = "http {\nset_real_ip_from 127.0.0.1;\nreal_ip_header X-Test;"
    whole.write_text(whole.read_text().replace("http {", named))
    ask = partial(_ask, f"{address}/compte/", b"", whole.parent / "fullchain.pem")
    with subprocess.Popen([nginx, "-e", "stderr", "-c", str(whole)], stderr=subprocess.DEVNULL) as running:
        try:
            apart = [ask({"X-Test": f"2001:db8:0:{number:x}::1"})[0] for number in range(80)]
            same = [ask({"X-Test": f"2001:db8:a:a:{number:x}::1"})[0] for number in range(80)]
            assert set(apart) == {503}
            assert same.count(429) > 10
        finally:
            running.terminate()


def _ask(
    address: str, body: bytes, certificate: Path, headers: dict[str, str] | None = None
) -> tuple[int, Message, str]:
    """Status, headers and words of the answer; tries again while nginx is starting."""
    trusting = ssl.create_default_context(cafile=certificate)
    deadline = time.monotonic() + 60
    while True:
        try:
            asked = urllib.request.Request(address, body or None, headers or {})  # noqa: S310
            with urllib.request.urlopen(asked, None, 10, context=trusting) as answer:  # noqa: S310
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read().decode()
        except urllib.error.URLError:
            assert time.monotonic() < deadline, "nginx does not answer"
            time.sleep(0.02)


def test_scripts_are_sound_shell(tmp_path: Path) -> None:
    assert_none(f"{name}: {fault}" for name in SCRIPTS for fault in script_faults(tmp_path / name))


def script_faults(script: Path) -> Iterator[str]:
    text = FILES[script.name][1]
    script.write_text(text)
    if not text.startswith("#!/bin/sh\n"):
        yield "does not begin with #!/bin/sh"
    if "set -eu" not in text:
        yield "goes on after an error"
    checked = subprocess.run(["/bin/sh", "-n", str(script)], capture_output=True, text=True, check=False)
    if checked.returncode:
        yield checked.stderr


def test_the_environment_of_the_page_is_made_of_settings() -> None:
    block = re.search(r"cat > \.env <<END\n(.*?)^END$", ONE_MACHINE.read_text(), re.MULTILINE | re.DOTALL)
    assert block is not None
    names = re.findall(r"^([A-Z_]+)=", block[1], flags=re.MULTILINE)
    assert set(names) <= {row[1] for row in reference.settings_variables()}
    assert {"SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "PRIVATE_ROOT"} <= set(names)
