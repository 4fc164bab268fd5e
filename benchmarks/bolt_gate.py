"""A gate before a Neo4j: it hears every message between a process and the server, so a fault comes at an exact place.

It speaks Bolt as it is (handshake, chunks, first bytes of a message) and changes nothing, unless it is told to. That
way the process under test is the real one: nothing in it is replaced, and nothing waits for a lucky moment.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final
from urllib.parse import urlsplit

_REQUESTS: Final = {
    0x01: "HELLO", 0x02: "GOODBYE", 0x0F: "RESET", 0x10: "RUN", 0x11: "BEGIN", 0x12: "COMMIT", 0x13: "ROLLBACK",
    0x2F: "DISCARD", 0x3F: "PULL", 0x54: "TELEMETRY", 0x66: "ROUTE", 0x6A: "LOGON", 0x6B: "LOGOFF",
}  # fmt: skip
"""Bolt 5: the tag of each message of a client."""
_SUMMARIES: Final = {0x70, 0x7E, 0x7F}
"""SUCCESS, IGNORED, FAILURE: each request but GOODBYE gets one, in order."""
_STEPS: Final = ("BEGIN", "RUN", "COMMIT")
_MANIFEST: Final = b"\x00\x00\x01\xff"
_READS: Final = b"\x84mode\x81r"
"""In a BEGIN: the transaction cannot write (packed: "mode": "r")."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request: its name, the statement of a RUN, whether its transaction may write, and its place.

    `step` counts BEGIN, RUN and COMMIT through the gate from 1; of other messages it is 0.
    """

    name: str
    text: str
    writes: bool
    step: int


Hook = Callable[[Message], object]
"""Called with a message; where it returns something true, both sides are cut off there."""


class BoltGate:
    """Listens on a port of this machine and forwards to a server, for as long as it is entered.

    `asked` is called before a message goes on to the server, `answered` before the end of its answer comes back;
    neither for two messages at once. `spoken` may change what the server says.
    """

    def __init__(
        self,
        uri: str,
        *,
        asked: Hook = lambda _: None,
        answered: Hook = lambda _: None,
        spoken: Callable[[bytes], bytes] = lambda data: data,
    ) -> None:
        parts = urlsplit(uri)
        self._server = (parts.hostname or "", parts.port or 7687)
        self.asked, self.answered, self.spoken = asked, answered, spoken
        self.steps = 0
        self.lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()

    @property
    def uri(self) -> str:
        """The address to give to the process under test."""
        return f"bolt://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> BoltGate:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """Cut off whoever is connected; new connections are let through."""
        for one in list(self._open):
            _close(one)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._server)
            except OSError:
                client.close()
                continue
            # Small messages at once: else each would wait for the one before it to be acknowledged.
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open |= {client, server}
            threading.Thread(target=_Link(self, client, server).run, daemon=True).start()


@dataclass(slots=True)
class _Link:
    """One connection through the gate."""

    gate: BoltGate
    client: socket.socket
    server: socket.socket
    waiting: deque[Message] = field(default_factory=deque)
    writes: bool = False

    def run(self) -> None:
        try:
            self._shake_hands()
            threading.Thread(target=self._forward, args=(self._back,), daemon=True).start()
        except (OSError, EOFError):
            self._cut()
            return
        self._forward(self._there)

    def _forward(self, one: Callable[[], bool]) -> None:
        with suppress(OSError, EOFError):
            while one():
                pass
        self._cut()

    def _cut(self) -> None:
        _close(self.client)
        _close(self.server)

    def _shake_hands(self) -> None:
        """Pass the handshake on: a version, or since Bolt 5.7 a manifest of versions from which the client chooses."""
        self.server.sendall(_read(self.client, 20))
        answer = _read(self.server, 4)
        if answer == _MANIFEST:
            count = _read_varint(self.server)
            self.client.sendall(answer + count + _read(self.server, 4 * _number(count)) + _read_varint(self.server))
            self.server.sendall(_read(self.client, 4) + _read_varint(self.client))
        else:
            self.client.sendall(answer)

    def _there(self) -> bool:
        raw, payload = _read_message(self.client)
        with self.gate.lock:
            message = self._message(payload)
            if self.gate.asked(message):
                return False
            if message.name != "GOODBYE":
                self.waiting.append(message)
        self.server.sendall(raw)
        return True

    def _back(self) -> bool:
        raw, payload = _read_message(self.server)
        if len(payload) > 1 and payload[1] in _SUMMARIES:
            with self.gate.lock:
                if self.gate.answered(self.waiting.popleft()):
                    return False
        self.client.sendall(self.gate.spoken(raw))
        return True

    def _message(self, payload: bytes) -> Message:
        name = _REQUESTS.get(payload[1], hex(payload[1])) if len(payload) > 1 else ""
        if name == "BEGIN":
            self.writes = _READS not in payload
        step = 0
        if name in _STEPS:
            self.gate.steps += 1
            step = self.gate.steps
        return Message(name, _text(payload[2:]) if name == "RUN" else "", self.writes, step)


def _read(source: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = source.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _read_varint(source: socket.socket) -> bytes:
    """Return the bytes of a number in groups of seven bits, the last with its highest bit off."""
    data = _read(source, 1)
    while data[-1] & 0x80:
        data += _read(source, 1)
    return data


def _number(varint: bytes) -> int:
    return sum((byte & 0x7F) << (7 * place) for place, byte in enumerate(varint))


def _read_message(source: socket.socket) -> tuple[bytes, bytes]:
    """Return a message as it came, and without its chunks; an empty one keeps the connection alive."""
    raw, payload = [], []
    while True:
        header = _read(source, 2)
        raw.append(header)
        size = int.from_bytes(header, "big")
        if not size:
            return b"".join(raw), b"".join(payload)
        data = _read(source, size)
        raw.append(data)
        payload.append(data)


def _text(packed: bytes) -> str:
    """Return the string that PackStream data begins with."""
    first = packed[0]
    if 0x80 <= first <= 0x8F:
        start, size = 1, first - 0x80
    else:
        width = {0xD0: 1, 0xD1: 2, 0xD2: 4}[first]
        start, size = 1 + width, int.from_bytes(packed[1 : 1 + width], "big")
    return packed[start : start + size].decode()


def _close(one: socket.socket) -> None:
    with suppress(OSError):
        # Reaches the thread that reads from it, which a close alone does not.
        one.shutdown(socket.SHUT_RDWR)
    one.close()
