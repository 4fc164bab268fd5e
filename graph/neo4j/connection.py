"""One connection to a Neo4j: the database always named, errors translated, reads after one's own writes.

The version is checked before anything else is asked, so an unsupported server is refused and never written to. The
driver packs and unpacks in Rust where `neo4j-rust-ext` is installed, as it is with us.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from graph.neo4j.errors import Neo4jAway, Neo4jError, Neo4jRefused, is_about_bookmarks, translated

if TYPE_CHECKING:
    from neo4j import BookmarkManager, Driver, ManagedTransaction, Session

__all__ = ["Connection", "Neo4jAway", "Neo4jError", "Neo4jRefused", "Neo4jSettings"]

T = TypeVar("T")

SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
"""`+s`: TLS with a trusted certificate; `+ssc`: with a self-signed one; `neo4j`: a cluster, or Aura."""
OLDEST: Final = (5, 23)
"""The oldest version that is supported: vector indexes came with it."""
_IDLE_S: Final = 0.0
"""A pooled connection that was idle for longer is tried before it is used: a round trip, by which one whose server
was paused is noticed within the timeout. Without it the driver waits as long as the server once said (120 s)."""
_NOWHERE: Final = logging.NullHandler()


@dataclass(frozen=True, slots=True)
class Neo4jSettings:
    """Where a Neo4j is and who asks; the password is never shown."""

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"

    @property
    def where(self) -> str:
        """The server and the database as messages name them, without anything secret."""
        return f"Neo4j at {_shown(self.uri)} (database {self.database})"


class Connection:
    """A pool of connections to one database of one server; threads may share it, processes may not.

    `timeout_s` bounds finding out that the server is away, and how long transient failures are tried again.
    """

    def __init__(self, settings: Neo4jSettings, *, timeout_s: float = 15) -> None:
        """Connect to nothing yet; raise `Neo4jRefused` for an address that cannot be one of a Neo4j."""
        _refuse_address(settings)
        self.settings = settings
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._open: Driver | None = None
        self._closed = False
        self._version = ""
        self._bookmarks: BookmarkManager | None = None
        self.answered = 0.0
        """When the server last answered, of `time.monotonic`; 0 where it never has."""

    def __repr__(self) -> str:
        return f"Connection({self.settings!r})"

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def check(self) -> str:
        """Return the server's version ("5.26.30"); raise `Neo4jAway` or `Neo4jRefused` within the timeout.

        Where it returns, the address, the user, the password, the database and the version are right.
        """
        self._version = ""
        # An address that cannot be resolved comes as one of these two; from `work` they would be the caller's own.
        with self._translating(OSError, ValueError):
            version = self._ask_version()
        refuse_version(version, self.settings.where)
        self._version = version
        return version

    def write(self, work: Callable[[ManagedTransaction], T], *, server_timeout_s: float | None = None) -> T:
        """Return what `work` returns, run in one write transaction; it may be called again after a transient failure.

        The server ends a transaction that takes longer than `server_timeout_s`. Errors of the driver come as
        `Neo4jError`; others that `work` raises come as they are, and nothing is written.
        """
        with self._translating(), self._session(write=True) as session:
            return session.execute_write(_limited(work, server_timeout_s))

    def read(
        self, work: Callable[[ManagedTransaction], T], *, server_timeout_s: float | None = None, fetch_rows: int = 1000
    ) -> T:
        """Return what `work` returns, run in one transaction that cannot write and sees all that was written here.

        `fetch_rows` rows of an answer are held at once; few where a row may be large.
        """
        with self._translating(), self._session(write=False, fetch_rows=fetch_rows) as session:
            return session.execute_read(_limited(work, server_timeout_s))

    def run_autocommit(self, cypher: str, /, **params: Any) -> None:
        """Run a statement that makes transactions of its own: `CALL … IN TRANSACTIONS`, schema."""
        with self._translating(), self._session(write=True) as session:
            session.run(cypher, params).consume()

    def bookmarks(self) -> tuple[str, ...]:
        """Return what another process hands to `follow` to see all that was written here; opaque, sorted."""
        return tuple(sorted(self._bookmark_manager().get_bookmarks()))

    def follow(self, bookmarks: Iterable[str]) -> None:
        """Make reads from now on wait until the server has what another process wrote."""
        self._bookmark_manager().update_bookmarks((), tuple(bookmarks))

    def forget_bookmarks(self) -> None:
        """Wait for nothing that was written before: the database was loaded anew, or put back from a backup."""
        with self._lock:
            self._bookmarks = None

    def close(self) -> None:
        """Close all connections; a second call does nothing."""
        with self._lock:
            driver, self._open, self._closed = self._open, None, True
        if driver is not None:
            driver.close()

    @contextmanager
    def _session(self, *, write: bool, fetch_rows: int = 1000) -> Iterator[Session]:
        from neo4j import READ_ACCESS, WRITE_ACCESS

        if not self._version:
            # Asked once, and again after the server was away: it may be another one now. A server that is away is
            # so found out at once, where a transaction would be tried again until the timeout.
            self.check()
        with self._driver().session(
            database=self.settings.database,
            default_access_mode=WRITE_ACCESS if write else READ_ACCESS,
            bookmark_manager=self._bookmark_manager(),
            fetch_size=fetch_rows,
            notifications_min_severity="OFF",
        ) as session:
            yield session

    def _ask_version(self) -> str:
        from neo4j import READ_ACCESS

        # An auto-commit transaction is not tried again for as long as the timeout, and a database is named: a direct
        # driver would not look for it before it is used.
        with self._driver().session(database=self.settings.database, default_access_mode=READ_ACCESS) as session:
            agent = session.run("RETURN 1").consume().server.agent
        return version_of(agent, self.settings.where)

    def _driver(self) -> Driver:
        from neo4j import GraphDatabase

        with self._lock:
            if self._closed:
                raise Neo4jError(f"{self.settings.where}: the connection was closed")
            if self._open is None:
                # What the driver logs comes to us as errors: it is not printed where nobody has asked for logs.
                logging.getLogger("neo4j").addHandler(_NOWHERE)
                self._open = GraphDatabase.driver(
                    self.settings.uri,
                    auth=(self.settings.user, self.settings.password),
                    user_agent="mediagraph",
                    telemetry_disabled=True,
                    connection_timeout=self._timeout_s,
                    connection_acquisition_timeout=self._timeout_s,
                    max_transaction_retry_time=self._timeout_s,
                    liveness_check_timeout=_IDLE_S,
                )
            return self._open

    def _bookmark_manager(self) -> BookmarkManager:
        from neo4j import GraphDatabase

        with self._lock:
            if self._bookmarks is None:
                self._bookmarks = GraphDatabase.bookmark_manager()
            return self._bookmarks

    @contextmanager
    def _translating(self, *also: type[Exception]) -> Iterator[None]:
        from neo4j.exceptions import DriverError
        from neo4j.exceptions import Neo4jError as ServerError

        caught: tuple[type[Exception], ...] = (DriverError, ServerError, *also)
        try:
            yield
            self.answered = time.monotonic()
        except Neo4jError:
            raise
        except caught as err:
            ours = translated(err, self.settings.where)
            if isinstance(ours, Neo4jAway | Neo4jRefused):
                self._version = ""
            if is_about_bookmarks(ours):
                # They may be of a database that is no more: the next read must not wait for them again.
                self.forget_bookmarks()
            raise ours from err


def version_of(agent: str, where: str) -> str:
    """Return the version in a server's agent ("Neo4j/5.26.30"); raise `Neo4jRefused` for another product's."""
    found = re.fullmatch(r"Neo4j/(\d+\.\d+[\w.+-]*)", agent.strip())
    if not found:
        raise Neo4jRefused(f"{where} calls itself {agent[:100]!r}: it is no Neo4j")
    return found[1]


def refuse_version(version: str, where: str) -> None:
    """Raise `Neo4jRefused` for a version that is older than 5.23."""
    if not is_supported(version):
        oldest = ".".join(map(str, OLDEST))
        raise Neo4jRefused(f"{where} has version {version}, which is older than {oldest}: bring a newer one")


def is_supported(version: str) -> bool:
    """Say whether a version ("5.26.30", "2026.08.1", "5.27-aura") is one that is written to.

    >>> [is_supported(v) for v in ("4.4.40", "5.22.0", "5.23.0", "5.26.30", "5.27-aura", "2026.08.1", "soon")]
    [False, False, True, True, True, True, False]
    """
    found = re.match(r"(\d{1,9})\.(\d{1,9})(?!\d)", version)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST


def _refuse_address(settings: Neo4jSettings) -> None:
    shown, rule = _shown(settings.uri), f"give {', '.join(f'{s}://' for s in SCHEMES)}, a host and a port"
    try:
        parts = urlsplit(settings.uri)
        port_is_one = parts.port != 0
    except ValueError as err:
        raise Neo4jRefused(f"Neo4j address {shown!r} is no URI ({err}): {rule}") from None
    if parts.scheme not in SCHEMES or not parts.hostname or not port_is_one:
        raise Neo4jRefused(f"Neo4j address {shown!r} cannot be used: {rule}")
    if "@" in parts.netloc:
        raise Neo4jRefused(f"Neo4j address {shown!r} holds a user or password: set MEDIAGRAPH_NEO4J_USER and _PASSWORD")
    if parts.path not in ("", "/") or parts.fragment or (parts.query and not parts.scheme.startswith("neo4j")):
        raise Neo4jRefused(f"Neo4j address {shown!r} has more than a host and a port: {rule}")


def _shown(uri: str) -> str:
    """Return an address without what may be secret: user, password and query."""
    return re.sub(r"//.*@", "//", uri.partition("?")[0], flags=re.DOTALL)[:200]


def _limited(work: Callable[[ManagedTransaction], T], seconds: float | None) -> Callable[[ManagedTransaction], T]:
    if seconds is None:
        return work
    from neo4j import unit_of_work

    limited: Callable[[ManagedTransaction], T] = unit_of_work(timeout=seconds)(work)
    return limited
