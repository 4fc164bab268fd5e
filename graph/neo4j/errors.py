"""What can go wrong with a Neo4j, in three kinds by what the caller should do, and how the driver's errors become them.

No message holds a password: of the driver's own words only those about a statement are repeated.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Final

from graph.dataset import DatasetError


class Neo4jError(DatasetError):
    """What was asked of Neo4j failed; `code` is the server's own ("Neo.ClientError.Statement.SyntaxError"), if any."""

    def __init__(self, message: str, *, code: str = "") -> None:
        self.code = code
        super().__init__(message)


class Neo4jAway(Neo4jError):
    """It cannot be reached or cannot answer now; the same call may succeed later."""


class Neo4jRefused(Neo4jError):
    """It will not do this however long one waits: a wrong password, no such database, an unsupported version."""


_REFUSED: Final[Mapping[str, str]] = {
    "Neo.ClientError.Security.Unauthorized": "refuses the user or password: set MEDIAGRAPH_NEO4J_USER and _PASSWORD",
    "Neo.ClientError.Security.CredentialsExpired": "wants the password of this user changed before it is used",
    "Neo.ClientError.Security.TokenExpired": "says that the credentials have expired",
    "Neo.ClientError.Security.Forbidden": "does not permit this to the user",
    "Neo.ClientError.Database.DatabaseNotFound": "has no such database: set MEDIAGRAPH_NEO4J_DATABASE",
    "Neo.ClientError.General.ReadOnly": "is read-only",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": "is read-only",
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": "is read-only",
}
"""Codes of the Neo4j status list that waiting does not help."""

_AWAY: Final[Mapping[str, str]] = {
    "Neo.ClientError.Security.AuthenticationRateLimit": "was asked with wrong passwords too often and waits a while",
    "Neo.ClientError.Cluster.NotALeader": "has no leader that accepts writes at the moment",
    "Neo.TransientError.Database.DatabaseUnavailable": "says that the database is not available at the moment",
}

_BOOKMARKS: Final = ("Neo.TransientError.Transaction.Bookmark", "Neo.ClientError.Transaction.InvalidBookmark")
_MEMORY: Final = ("MemoryPoolOutOfMemoryError", "TransactionMemoryLimit", "TransactionOutOfMemoryError", "OutOfMemory")
_LONGEST: Final = 500
"""Characters of a server's own message that are repeated."""


def is_about_bookmarks(err: BaseException) -> bool:
    """Say whether a server does not know the bookmarks it was shown: it was restored, or loaded anew."""
    return isinstance(err, Neo4jError) and err.code.startswith(_BOOKMARKS)


def translated(err: Exception, where: str) -> Neo4jError:
    """Return the error of ours for one of the driver; `where` names the server and the database."""
    from neo4j import exceptions as driver

    if isinstance(err, driver.Neo4jError):
        return _of_server(err, where)
    if isinstance(err, driver.UnsupportedServerProduct):
        return Neo4jRefused(f"{where} is no Neo4j that can be used: it speaks no Bolt of version 4.4 or newer")
    if any(isinstance(cause, socket.gaierror) for cause in _causes(err)):
        return Neo4jAway(f"{where} cannot be reached: the name of the host cannot be resolved")
    if isinstance(err, driver.ConfigurationError | ValueError | TypeError):
        return Neo4jRefused(f"{where} cannot be used: {_short(err)}")
    if reason := _never(err):
        return Neo4jRefused(f"{where} cannot be used: {reason}")
    if isinstance(err, driver.ConnectionAcquisitionTimeoutError):
        return Neo4jAway(f"{where} did not answer in time")
    if isinstance(err, driver.IncompleteCommit):
        return Neo4jAway(f"{where} went away during a commit: whether it stands, the next look at it says")
    if isinstance(err, driver.ServiceUnavailable | driver.SessionExpired | OSError):
        return Neo4jAway(f"{where} cannot be reached: {_reason(err)}")
    return Neo4jError(f"{where}: {type(err).__name__}: {_short(err)}")


def _of_server(err: Exception, where: str) -> Neo4jError:
    code = str(getattr(err, "code", "") or "")
    if sentence := _REFUSED.get(code):
        return Neo4jRefused(f"{where} {sentence} ({code})", code=code)
    if sentence := _AWAY.get(code):
        return Neo4jAway(f"{where} {sentence} ({code})", code=code)
    message = _short(getattr(err, "message", None) or err)
    if code.endswith(_MEMORY):
        # Waiting does not make a transaction smaller.
        return Neo4jError(f"{where} has not enough memory for this transaction ({code}): {message}", code=code)
    if code.startswith(("Neo.TransientError.", "Neo.DatabaseError.")):
        return Neo4jAway(f"{where} cannot do this now ({code}): {message}", code=code)
    return Neo4jError(f"{where} refused a statement ({code}): {message}", code=code)


def _never(err: BaseException) -> str:
    """Return why waiting does not help although the connection failed: no Bolt there, or no TLS that can be trusted."""
    for cause in _causes(err):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({cause.verify_message}); neo4j+ssc:// trusts a self-signed one"
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return f"TLS could not be agreed ({cause.reason or cause}); bolt:// and neo4j:// do without"
        if "looks like HTTP" in str(cause):
            return "an HTTP server answers there; give the address of Bolt (port 7687, where it was not changed)"
        if type(cause).__name__ in ("BoltHandshakeError", "BoltProtocolError"):
            return "what answers there does not speak a Bolt that is known here, so it is no supported Neo4j"
    return ""


def _reason(err: BaseException) -> str:
    """Return the operating system's reason if there is one, else the driver's first line."""
    for cause in _causes(err):
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return "it hung up while TLS was to be agreed (bolt:// and neo4j:// do without TLS)"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        if isinstance(cause, TimeoutError):
            return "no answer in time"
    return _short(err).splitlines()[0]


def _causes(err: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, members of groups too; at most 50."""
    waiting: list[BaseException | None] = [err]
    for _ in range(50):
        found = waiting.pop(0) if waiting else None
        if found is None:
            return
        yield found
        if isinstance(found, BaseExceptionGroup):
            waiting += found.exceptions
        if cause := found.__cause__ or found.__context__:
            waiting.append(cause)


def _short(err: object) -> str:
    text = str(err).strip() or type(err).__name__
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
