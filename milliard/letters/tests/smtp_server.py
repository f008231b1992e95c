"""A mail server on loopback, enough of RFC 5321 to be written to; it keeps each message it accepted."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

#: What to answer to «RCPT TO», by address: None accepts.
Verdict = Callable[[str], str | None]


@dataclass
class Mailbox:
    """Messages accepted: (recipient, bytes), in order; in a file too, for a server in a process apart."""

    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    verdict: Verdict = lambda address: None
    log: Path | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, recipient: str, message: bytes) -> None:
        with self.lock:
            self.accepted.append((recipient, message))
            if self.log:
                with self.log.open("a") as log:
                    log.write(recipient + "\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mailbox: Mailbox


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 loopback")
        recipient = ""
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command[:4].upper()
            if verb == "RCPT":
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


@contextmanager
def smtp_server(mailbox: Mailbox, *, port: int = 0) -> Iterator[int]:
    """Serve on loopback; yields the port."""
    with _Server(("127.0.0.1", port), _Session) as server:
        server.mailbox = mailbox
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
