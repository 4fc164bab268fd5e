"""The projections that the settings name: how far each has come, and a thread that keeps them up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from api.opening import open_dataset, open_neo4j
from api.settings import Settings, SettingsError

if TYPE_CHECKING:
    from graph.neo4j.connection import Connection
    from graph.neo4j.following import Follower, Standing

_LOOK_S = 5.0
"""How long `status` waits for a server that does not answer."""
_GRACE_S = 2.0
"""How long one waits for a batch in hand when an ingest or `serve` ends."""
_PATIENCE_S = 20.0
"""How long the end of an ingest waits for one that has begun to answer and stopped."""


class NoNeo4j(SettingsError):
    """Neo4j was asked for, and the settings name none."""


def standings(settings: Settings) -> list[Standing]:
    """Return how far each projection has come; none where the settings name none."""
    if not settings.neo4j_uri:
        return []
    from graph.neo4j.connection import Neo4jRefused
    from graph.neo4j.following import Standing, standing_of
    from graph.neo4j.projection import Neo4jProjection

    try:
        connection = open_neo4j(settings, timeout_s=_LOOK_S)
    except Neo4jRefused as err:
        return [Standing("neo4j", "refused", detail=str(err))]
    assert connection is not None
    with connection:
        return [standing_of(Neo4jProjection(connection), open_dataset(settings))]


@contextmanager
def followed(
    settings: Settings, connection: Connection | None, *, told: Callable[[Standing], None] = lambda _: None
) -> Iterator[Follower | None]:
    """Keep the Neo4j of a connection up to date in the background meanwhile, and close it; None where there is none.

    `told` is called in the background with each change of how it stands.
    """
    if connection is None:
        yield None
        return
    from graph.neo4j.following import Follower
    from graph.neo4j.projection import Neo4jProjection

    opened = partial(open_dataset, settings)
    follower = Follower(Neo4jProjection(connection), opened, connection, told=told).start()
    try:
        yield follower
    finally:
        # One that hangs in a call is left alone: closing its connections would wait for it.
        if follower.stop(wait_s=_GRACE_S):
            connection.close()


def caught_up(follower: Follower | None, sequence: int) -> list[str]:
    """Bring what follows to a sequence; return a note for people where it could not come so far now."""
    if follower is None:
        return []
    found = follower.finish(sequence, patience_s=_PATIENCE_S)
    if found.state == "current":
        return []
    return [note_of(found)]


def bring_up_to_date(settings: Settings, sequence: int) -> list[str]:
    """Bring Neo4j to a sequence after a commit; return a note for people where it could not come so far now."""
    with followed(settings, open_neo4j(settings)) as follower:
        return caught_up(follower, sequence)


def note_of(found: Standing) -> str:
    """Return what a person is told of a projection that is not where the Dataset is."""
    why = found.detail or f"it is at sequence {found.sequence or 0}"
    match found.state:
        case "away":
            return f"{found.name} is away: {why}; it catches up when it is back"
        case "refused":
            return f"{found.name} refused: {why}; it is not kept up to date"
        case "stale":
            return f"{found.name} is not kept up to date: {why}"
    return f"{found.name} is behind: {why}; it catches up with the next ingest or while `mediagraph serve` runs"


def status_lines(found: list[Standing]) -> list[str]:
    """Return the lines of `status` for people."""
    return [
        f"{standing.name:<13} {'' if standing.sequence is None else format(standing.sequence, ','):>10}   "
        f"{standing.as_text()}"
        for standing in found
    ]


def as_json(found: list[Standing]) -> list[dict[str, Any]]:
    """Return what `status --json` has under `projections`."""
    return [standing.as_json() for standing in found]


def named_neo4j(settings: Settings) -> Connection:
    """Return a connection to the Neo4j of the settings; raise `NoNeo4j` where they name none."""
    connection = open_neo4j(settings)
    if connection is None:
        raise NoNeo4j("no Neo4j is named: set MEDIAGRAPH_NEO4J_URI, _USER and _PASSWORD")
    return connection
