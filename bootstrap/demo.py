"""`make demo`: everything installed, a database, an invented country, a server."""

import os
import secrets
import socket
import subprocess

from bootstrap.console import fail, say, step
from bootstrap.environment import django, ensure_environment
from bootstrap.paths import PYTHON, ROOT, VAR
from bootstrap.postgres import DEMO
from bootstrap.processes import Processes, ignore_signals, interrupt_on_signals

PORT = int(os.environ.get("PORT", "8000"))
SITE = f"http://127.0.0.1:{PORT}"
#: Where the twin of HelloAsso answers: the provider of payments of the demonstration.
HELLOASSO_PORT = int(os.environ.get("HELLOASSO_PORT", PORT + 1))
HELLOASSO = f"http://127.0.0.1:{HELLOASSO_PORT}"


def run() -> None:
    """Prepare what is missing, serve until Ctrl-C, stop all that was started."""
    say("\n  Milliard, the demonstration country\n")
    _refuse_a_taken_port(PORT, "PORT=8080")
    _refuse_a_taken_port(HELLOASSO_PORT, "HELLOASSO_PORT=8081")
    ensure_environment(development=False)
    interrupt_on_signals()
    env = environment()
    processes = Processes()
    is_ours = not os.environ.get("DATABASE_URL") and not DEMO.is_running()
    try:
        if not os.environ.get("DATABASE_URL"):
            with step("database"):
                DEMO.start()
                DEMO.create_database()
        django("prepare_demo", env=env)
        with step("server"):
            processes.start(
                "worker", [str(PYTHON), str(ROOT / "manage.py"), "worker", "--no-startup-delay"], env
            )
            processes.start("web", _server_command(), env)
            processes.start("helloasso", _helloasso_command(), env)
            processes.wait_until_answers(f"{HELLOASSO}/controle/")
            processes.wait_until_answers(f"{SITE}/sante/")
        _say_where()
        processes.wait()
    except KeyboardInterrupt:
        pass
    finally:
        say("\n  Stopping…")
        ignore_signals()
        processes.stop()
        if is_ours:
            DEMO.stop()
    say("  All that was started is stopped. The data stays in var/.")


def manage(arguments: list[str]) -> int:
    """Run a management command on the demonstration; returns its exit status.

    The database is started for it, and stopped after it unless it was running already.
    """
    ensure_environment(development=False)
    is_ours = not os.environ.get("DATABASE_URL") and not DEMO.is_running()
    interrupt_on_signals()
    try:
        if is_ours:
            DEMO.start()
            DEMO.create_database()
        command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
        return subprocess.call(command, env={**os.environ, **environment()})
    finally:
        ignore_signals()
        if is_ours:
            DEMO.stop()


def environment() -> dict[str, str]:
    """What the settings read, for a demonstration on this machine."""
    values = {
        "DEMONSTRATION": "true",
        "SECRET_KEY": _secret_key(),
        "DATABASE_URL": os.environ.get("DATABASE_URL") or DEMO.url(),
        "SITE_URL": SITE,
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        # What the twin of HelloAsso takes; an account and an address that do not exist.
        "HELLOASSO_API_URL": HELLOASSO,
        "HELLOASSO_ORGANIZATION": "association-inventee",
        "HELLOASSO_CLIENT_ID": "cle-inventee",
        "HELLOASSO_CLIENT_SECRET": "secret-invente",
        "PAYMENT_IBAN": "FR7600000000000000000000000",
        "PAYMENT_HOLDER": "Association inventée",
        "PAYMENT_CHEQUE_ADDRESS": "1 rue Inventée, 00000 Nulle-Part",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return {**values, "PYTHONUNBUFFERED": "1"}


def _server_command() -> list[str]:
    workers = str(max(2, min(4, os.cpu_count() or 2)))
    return [
        *(str(PYTHON), "-m", "config.server", "--port", str(PORT), "--workers", workers),
        # A worker told to stop while it still starts never hears it.
        *("--kill-timeout", "2"),
    ]


def _helloasso_command() -> list[str]:
    return [
        *(str(PYTHON), "-m", "milliard.payments.helloasso.fake_server", "--port", str(HELLOASSO_PORT)),
        *("--notify", f"{SITE}/paiement/helloasso/", "--kept-in", str(VAR / "fake_helloasso.json")),
    ]


def _secret_key() -> str:
    """A key of this folder's own, made once, readable by its owner only."""
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text()


def _refuse_a_taken_port(port: int, other: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            fail(f"Port {port} is taken by another program. Choose another: make demo {other}")


def _say_where() -> None:
    say()
    say(f"  The site            {SITE}/")
    say(f"  The mails it sent   {SITE}/courriels/  (codes to sign in are read there)")
    say(f"  The team's screens  {SITE}/gestion/  with camille.organisatrice@exemple.fr")
    say(f"  A false HelloAsso   {HELLOASSO}/controle/  (no money: settle, refund, contest)")
    say(f"  Passkeys refuse a bare address: to try one, http://localhost:{PORT}/")
    say("  Everything in it is invented. Ctrl-C stops all.")
    say()
