"""Coordinates become a place with a name: the nearest town and its country, offline.

The gazetteer is GeoNames' cities500 (about 224,000 places of 500 people or more, CC BY 4.0), as the package
`geopointdb` carries it in an SQLite file. It is loaded when the first coordinates turn up, sorted by latitude.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import TYPE_CHECKING, Any, Final

from extractors.port import Run
from ontology.model import Agent, AgentKind, Observation

if TYPE_CHECKING:
    from collections.abc import Sequence

FARTHEST_KM: Final = 100.0
"""A place farther away than this does not name where a picture was taken: it was at sea, or in the wild."""

_KM_PER_DEGREE: Final = 111.195  # of the mean Earth radius, 6371.0 km


@dataclass(frozen=True, slots=True)
class NearestTown:
    """A town, its country as the gazetteer spells them, and how far away it is."""

    town: str
    country: str
    distance_km: float


def place_run(latitude: str, longitude: str) -> list[Run]:
    """Return the Run that names the place of some coordinates, or none where there are no coordinates or no town."""
    try:
        nearest = nearest_town(float(latitude), float(longitude))
    except ValueError:
        return []
    if nearest is None:
        return []
    place = Observation("contentLocation", f"{nearest.town}, {nearest.country}")
    country = Observation("country", nearest.country)
    return [Run(gazetteer(), "place", (place, country), parameters=f"nearest town within {FARTHEST_KM:g} km")]


def nearest_town(latitude: float, longitude: float) -> NearestTown | None:
    """Return the town nearest to a point (degrees north and east) within `FARTHEST_KM`, or None.

    Raises ValueError for a latitude outside -90..90 or a longitude outside -180..180.
    """
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise ValueError(f"{latitude}, {longitude} is no point on Earth: latitude is -90..90, longitude -180..180")
    import numpy

    latitudes, longitudes, names = _towns()
    reach = FARTHEST_KM / _KM_PER_DEGREE
    low, high = numpy.searchsorted(latitudes, (latitude - reach, latitude + reach))
    if low == high:
        return None
    east = numpy.abs(longitudes[low:high] - longitude)
    east = numpy.minimum(east, 360 - east) * cos(radians(latitude))
    distances = numpy.hypot(latitudes[low:high] - latitude, east) * _KM_PER_DEGREE
    best = int(numpy.argmin(distances))
    if distances[best] > FARTHEST_KM:
        return None
    town, country = names[low + best]
    return NearestTown(town, country.strip(), float(distances[best]))


@cache
def gazetteer() -> Agent:
    """Return the Agent that names places: the gazetteer, by the version of the package that carries it."""
    from importlib.metadata import version

    return Agent(AgentKind.SYSTEM, "offline-gazetteer", f"geopointdb {version('geopointdb')}")


@cache
def _towns() -> tuple[Any, Any, Sequence[tuple[str, str]]]:
    """Return latitudes (ascending) and longitudes, float64, shape (n,), and names and countries in the same order."""
    import sqlite3
    from importlib.util import find_spec
    from pathlib import Path

    import numpy

    # The package's own module opens its file for writing in the installation folder; its file is all that is needed.
    package = find_spec("geopointdb")
    if package is None or package.origin is None:
        raise LookupError("the package geopointdb is not installed; it holds the gazetteer")
    database = (Path(package.origin).parent / "worldcities.db").resolve().as_uri()
    connection = sqlite3.connect(f"{database}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute("SELECT lat, lon, city, country FROM cities ORDER BY lat, lon, city").fetchall()
    finally:
        connection.close()
    places = numpy.array([row[:2] for row in rows], dtype=numpy.float64)
    return places[:, 0].copy(), places[:, 1].copy(), [(row[2], row[3]) for row in rows]
