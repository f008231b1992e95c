"""A mail server on loopback, enough of RFC 5321 to be written to; it keeps each message it accepted.

`python -m milliard.letters.tests.smtp_server LOG` serves in a process apart: it prints its port, and writes
each message it accepted on a line of LOG, recipient and Message-ID.
"""

import base64
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
#: What to answer to «RCPT TO», by address: None accepts.
Verdict = Callable[[str], str | None]


@dataclass
class Mailbox:
    """Messages accepted: (recipient, bytes), in order; in a file too, for a server in a process apart."""

    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    verdict: Verdict = lambda address: None
    log: Path | None = None
    #: Offers STARTTLS with it.
    tls: ssl.SSLContext | None = None
    #: «user:password» asked for by AUTH PLAIN; empty: no account.
    account: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, recipient: str, message: bytes) -> None:
        with self.lock:
            self.accepted.append((recipient, message))
            if self.log:
                with self.log.open("a") as log:
                    log.write(f"{recipient}\t{_message_id(message)}\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mailbox: Mailbox

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that was killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 loopback")
        recipient = ""
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command[:4].upper()
            if verb == "EHLO":
                self._offer()
            elif verb == "STAR":
                self._encrypt()
            elif verb == "AUTH":
                self._say("235 ok" if self._is_known(command) else "535 5.7.8 who are you")
            elif verb == "RCPT":
                recipient = command.partition("<")[2].partition(">")[0]
                self._say(self.server.mailbox.verdict(recipient) or "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                message = self._read_message()
                if message is None:
                    return
                self.server.mailbox.accept(recipient, message)
                self._say(f"250 2.0.0 queued for {recipient}")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # the encrypted one, of which the server knows nothing

    def _offer(self) -> None:
        mailbox = self.server.mailbox
        lines = [
            "loopback",
            *(["STARTTLS"] if mailbox.tls else []),
            *(["AUTH PLAIN"] if mailbox.account else []),
        ]
        for line in lines[:-1]:
            self._say(f"250-{line}")
        self._say(f"250 {lines[-1]}")

    def _encrypt(self) -> None:
        assert self.server.mailbox.tls is not None
        self._say("220 go on")
        self.connection = self.server.mailbox.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def _is_known(self, command: str) -> bool:
        _zero, user, password = base64.b64decode(command.split()[-1]).decode().split("\0")
        return f"{user}:{password}" == self.server.mailbox.account

    def _read_message(self) -> bytes | None:
        """Until the last dot; None when the client went away before: nothing was accepted."""
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return None

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


def _message_id(message: bytes) -> str:
    return message.partition(b"Message-ID: <")[2].partition(b">")[0].decode()


@contextmanager
def smtp_server(mailbox: Mailbox, *, port: int = 0) -> Iterator[int]:
    """Serve on loopback; yields the port."""
    with _Server(("127.0.0.1", port), _Session) as server:
        server.mailbox = mailbox
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def accepted_in(log: Path) -> list[tuple[str, str]]:
    """(recipient, Message-ID) of what a server in a process apart accepted, in order."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [(recipient, name) for recipient, _, name in (line.partition("\t") for line in lines)]


@contextmanager
def smtp_server_apart(log: Path) -> Iterator[int]:
    """The same in a process of its own, which no kill of a sender touches; yields the port."""
    command = [sys.executable, "-m", __name__, str(log)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    with smtp_server(Mailbox(log=Path(sys.argv[1]))) as listening:
        print(listening, flush=True)  # noqa: T201 (what the process says to whoever started it)
        threading.Event().wait()
