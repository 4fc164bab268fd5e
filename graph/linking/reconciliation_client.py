"""A client for others' reconciliation services (API 0.2, and 0.1 where it is the same): batches, extension, limits.

What a service answers is checked before it is believed. It is asked over https, or http on this machine; a redirect is
only followed to the same host, and never with a body.
"""

from __future__ import annotations

import json
import math
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from itertools import islice
from typing import IO, Any, Final
from urllib.parse import urlencode, urlsplit

from graph.linking.errors import LinkingError
from graph.linking.reconciling import ReconciliationQuery
from graph.linking.things import Ref, Value

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts that may be asked without TLS."""

_VERSIONS: Final = frozenset({"0.1", "0.2"})
_MOST_CANDIDATES: Final = 100
_MOST_REDIRECTS: Final = 3
_LATER: Final = frozenset({429, 502, 503, 504})
_LONGEST_WAIT_S: Final = 30.0


class ServiceError(LinkingError):
    """A reconciliation service refuses, fails, or answers what is no answer; the message names it and the rule."""


@dataclass(frozen=True, slots=True)
class ServiceManifest:
    """What a service says of itself."""

    name: str
    versions: tuple[str, ...]
    identifier_space: str
    schema_space: str
    default_types: tuple[str, ...]
    can_extend: bool


@dataclass(frozen=True, slots=True)
class ServiceCandidate:
    """A candidate as a service gives it: its score has the service's own scale."""

    id: str
    name: str
    description: str
    score: float
    match: bool
    types: tuple[str, ...]


class ReconciliationClient:
    """A service at one address. Asks one request at a time; keeps nothing but the manifest."""

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float = 15,
        batch: int = 10,
        most_bytes: int = 8_000_000,
        attempts: int = 3,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Ask nothing yet; raises `ServiceError` for an address that is neither https nor http on this machine."""
        self.url, self._timeout_s, self._batch = url, timeout_s, max(1, batch)
        self._most_bytes, self._attempts, self._sleep = most_bytes, max(1, attempts), sleep
        _check(url)
        # This machine is asked directly: a proxy would look for it on its own.
        direct = [urllib.request.ProxyHandler({})] if urlsplit(url).hostname in LOOPBACK else []
        self._opener = urllib.request.build_opener(_SameHost(url), *direct)
        self._manifest: ServiceManifest | None = None

    def manifest(self) -> ServiceManifest:
        """Return what the service says of itself; raises `ServiceError` where it is no service of a known version."""
        if self._manifest is None:
            said = _object(self._ask(self.url, None), self.url)
            for name in ("name", "identifierSpace", "schemaSpace"):
                if not isinstance(said.get(name), str):
                    raise ServiceError(f"{self.url} is no reconciliation service: its manifest has no text {name!r}")
            versions = tuple(str(v) for v in _list(said.get("versions", ["0.1"])))
            if not _VERSIONS & set(versions):
                raise ServiceError(f"{self.url} speaks versions {', '.join(versions)[:100]!r}; known are 0.1 and 0.2")
            types = tuple(str(t.get("id")) for t in _list(said.get("defaultTypes")) if isinstance(t, dict))
            spaces = said["identifierSpace"], said["schemaSpace"]
            extends = isinstance(said.get("extend"), dict)
            self._manifest = ServiceManifest(said["name"], versions, *spaces, types, extends)
        return self._manifest

    def reconcile(self, queries: Iterable[ReconciliationQuery]) -> Iterator[list[ServiceCandidate]]:
        """Yield the candidates of each query, in order, asked in batches; raises `ServiceError`."""
        self.manifest()
        rest = iter(queries)
        while batch := list(islice(rest, self._batch)):
            asked = {f"q{number}": _query_json(query) for number, query in enumerate(batch)}
            said = _object(self._post("queries", asked), self.url)
            for number, query in enumerate(batch):
                result = said.get(f"q{number}")
                if not isinstance(result, dict) or not isinstance(result.get("result"), list):
                    raise ServiceError(f"{self.url} left the query {query.text[:100]!r} without a result")
                candidates = [_candidate(one, self.url) for one in result["result"][:_MOST_CANDIDATES]]
                yield sorted(candidates, key=lambda c: -c.score)

    def extend(self, ids: Sequence[str], properties: Sequence[str]) -> dict[str, dict[str, list[Value]]]:
        """Return values by thing and property, asked in batches; raises `ServiceError`."""
        if not self.manifest().can_extend:
            raise ServiceError(f"{self.url} offers no data extension")
        found: dict[str, dict[str, list[Value]]] = {}
        for start in range(0, len(ids), self._batch):
            some = list(ids[start : start + self._batch])
            said = self._post("extend", {"ids": some, "properties": [{"id": p} for p in properties]})
            rows = _object(_object(said, self.url).get("rows"), self.url)
            for thing_id in some:
                row = _object(rows.get(thing_id, {}), self.url)
                found[thing_id] = {p: _values(row.get(p)) for p in properties}
        return found

    def _post(self, name: str, said: Mapping[str, Any]) -> object:
        return self._ask(self.url, urlencode({name: json.dumps(said, ensure_ascii=False)}).encode())

    def _ask(self, url: str, body: bytes | None) -> object:
        headers = {"Accept": "application/json", "User-Agent": "mediagraph"}
        # `_check` saw to the scheme.
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310
        for attempt in range(1, self._attempts + 1):
            try:
                with self._opener.open(request, timeout=self._timeout_s) as response:
                    return self._read(response)
            except urllib.error.HTTPError as err:
                if err.code not in _LATER or attempt == self._attempts:
                    raise ServiceError(f"{self.url} answers {err.code}: {_short(err)}") from err
                self._sleep(_wait(err.headers.get("Retry-After", ""), attempt))
            except (urllib.error.URLError, HTTPException, OSError, ValueError) as err:
                if isinstance(err, ServiceError):
                    raise
                raise ServiceError(f"{self.url} does not answer: {err}") from err
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _read(self, response: IO[bytes]) -> object:
        by = time.monotonic() + 4 * self._timeout_s
        data = b""
        # In pieces: a service that trickles must not hold us for ever.
        while piece := response.read(65_536):
            data += piece
            if len(data) > self._most_bytes:
                raise ServiceError(f"{self.url} answers with more than {self._most_bytes:,} bytes")
            if time.monotonic() > by:
                raise ServiceError(f"{self.url} took more than {4 * self._timeout_s:g} s for its answer")
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as err:
            raise ServiceError(f"{self.url} answers with what is not JSON: {data[:60]!r}") from err


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects of a GET to the same host only."""

    max_redirections = _MOST_REDIRECTS

    def __init__(self, url: str) -> None:
        self._url, self._asked = url, urlsplit(url)

    def redirect_request(  # noqa: PLR0917
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        to = urlsplit(newurl)
        if req.data is not None:
            raise ServiceError(f"{self._url} redirects a query to {newurl[:200]!r}; name the address that answers")
        if (to.scheme, to.netloc) != (self._asked.scheme, self._asked.netloc):
            raise ServiceError(f"{self._url} redirects to {newurl[:200]!r}; only the same host is followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as err:
        raise ServiceError(f"{url[:200]!r} is no address: {err}") from err
    if not host or parts.username or parts.password or parts.fragment:
        raise ServiceError(f"{url[:200]!r} is no address of a service: https://host/path, without user or fragment")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise ServiceError(f"{url[:200]!r} is neither https nor http on this machine")


def _query_json(query: ReconciliationQuery) -> dict[str, Any]:
    said: dict[str, Any] = {"limit": query.limit}
    if query.text:
        said["query"] = query.text
    if query.types:
        said |= {"type": sorted(query.types), "type_strict": query.strict}
    if query.constraints:
        said["properties"] = [
            {"pid": one.property, "v": [_asked(value) for value in one.values]} for one in query.constraints
        ]
    return said


def _asked(value: Value) -> Any:
    return {"id": value.id, "name": value.name} if isinstance(value, Ref) else value


def _candidate(said: object, url: str) -> ServiceCandidate:
    one = _object(said, url)
    score = one.get("score")
    fits = isinstance(score, int | float) and not isinstance(score, bool) and math.isfinite(score)
    if not fits or not isinstance(one.get("id"), str) or not isinstance(one.get("name"), str):
        raise ServiceError(f"{url} gives a candidate without id, name or score: {str(one)[:100]}")
    kinds = (t.get("id") if isinstance(t, dict) else t for t in _list(one.get("type")))
    assert isinstance(score, int | float)
    return ServiceCandidate(
        id=one["id"],
        name=one["name"],
        description=str(one.get("description") or ""),
        score=float(score),
        match=one.get("match") is True,
        types=tuple(kind for kind in kinds if isinstance(kind, str)),
    )


def _values(cells: object) -> list[Value]:
    return [value for cell in _list(cells) if (value := _value(cell)) is not None]


def _value(cell: object) -> Value | None:
    """Return a cell's value; None for an empty or unknown one."""
    match cell:
        case {"id": str(identifier), "name": str(name)}:
            return Ref(identifier, name)
        case {"str": str(text)} | {"date": str(text)}:
            return text
        case {"int": int(number)} | {"float": int(number) | float(number)} if not isinstance(number, bool):
            return number
    return None


def _object(said: object, url: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise ServiceError(f"{url} answers {str(said)[:60]!r} where an object must be")
    return said


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _wait(said: str, attempt: int) -> float:
    """Return the seconds that a service asks to wait, bounded; doubling from one where it says none."""
    return min(float(said) if said.isdecimal() else 2.0 ** (attempt - 1), _LONGEST_WAIT_S)


def _short(err: urllib.error.HTTPError) -> str:
    try:
        return " ".join(err.read(2_000).decode("utf-8", "replace").split())[:300] or err.reason
    except OSError:
        return str(err.reason)
