"""A mailbox on loopback, enough of RFC 3501 to be searched, read and flagged."""

import re
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    messages: Sequence[bytes]
    flags: list[set[str]] = field(default_factory=list)
    port: int = 0
    #: Commands answered NO: «login», «select».
    refuses: set[str] = field(default_factory=set)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    box: Box


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("* OK loopback")
        while line := self.rfile.readline():
            tag, verb, *rest = line.decode().split(maxsplit=2)
            arguments = rest[0].strip() if rest else ""
            if verb.lower() in self.server.box.refuses:
                self._say(f"{tag} NO not here")
                continue
            getattr(self, f"do_{verb.lower()}", lambda _: None)(arguments)
            self._say(f"{tag} OK done")
            if verb.upper() == "LOGOUT":
                return

    def do_capability(self, _: str) -> None:
        self._say("* CAPABILITY IMAP4rev1")

    def do_select(self, _: str) -> None:
        self._say(f"* {len(self.server.box.messages)} EXISTS")

    def do_search(self, _: str) -> None:
        unread = [str(place) for place, flags in enumerate(self.server.box.flags, start=1) if not flags]
        self._say(f"* SEARCH {' '.join(unread)}")

    def do_fetch(self, arguments: str) -> None:
        number = int(arguments.split()[0])
        raw = self.server.box.messages[number - 1]
        self._say(f"* {number} FETCH (BODY[] {{{len(raw)}}}")
        self.wfile.write(raw)
        self._say(")")

    def do_store(self, arguments: str) -> None:
        number = int(arguments.split()[0])
        self.server.box.flags[number - 1] |= set(re.findall(r"\\\w+", arguments))

    def do_logout(self, _: str) -> None:
        self._say("* BYE")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def imap_server(messages: Sequence[bytes]) -> Iterator[Box]:
    """Serve these messages on loopback, unread."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box = Box(messages, [set() for _ in messages], server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.box
        server.shutdown()
