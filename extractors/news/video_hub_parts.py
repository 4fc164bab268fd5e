"""Parts of the Video Metadata Hub with a shape of their own: places, series, releases, the file's measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.news import video_hub_keys as keys
from extractors.news import video_hub_values as values
from extractors.news.newsroom import claim, dated, moment
from extractors.news.ninjs_media import aspect_ratio
from extractors.reading import Node
from ontology.model import Observation

_PARTS: Final = ("name", "sublocation", "city", "provinceState", "countryName")


def locations(hub: Node) -> Iterator[Observation]:
    """Yield the places where a video was shot, and those it shows."""
    for key, prop in keys.LOCATIONS.items():
        found = hub.look(key)
        is_one = not isinstance(found, list) or len(found) == 1
        for member in values.members(hub, key):
            if isinstance(member, values.Worded):
                yield from claim(prop, member.value, member.at)
            else:
                yield from _location(member, prop, is_one=is_one)


def _location(node: Node, prop: str, *, is_one: bool) -> Iterator[Observation]:
    names = [next((each.value.strip() for each in values.worded(node, part)), "") for part in _PARTS]
    ids = values.identifiers(node)
    words = list(dict.fromkeys(name for name in names if name))
    yield from claim(prop, ", ".join(words), node.at, ids=ids)
    latitude, longitude = node.number("gpsLatitude"), node.number("gpsLongitude")
    if prop == "depictsPlace":
        if latitude is not None and longitude is not None:
            yield Observation("depictsCoordinates", f"{latitude},{longitude}", pointer=node.at)
        return
    altitude = node.number("gpsAltitude")
    for name, number in (("latitude", latitude), ("longitude", longitude), ("altitude", altitude)):
        if number is not None and is_one:
            yield Observation(name, repr(number), pointer=node.at)
        elif number is not None:
            node.reading.keep(f"{node.path}.gps{name.capitalize()}")


def series_and_releases(hub: Node) -> Iterator[Observation]:
    """Yield what a video is a part of, when and where it was released, how it is rated and registered."""
    for part, number in (("series", ""), ("season", "seasonNumber"), ("episode", "episodeNumber")):
        if isinstance(hub.look(part), dict):
            node = hub.node(part)
            for each in values.worded(node, "name"):
                yield from claim("partOf", each.value, each.at)
            for each in values.worded(node, "number") if number else ():
                yield from claim(number, each.value, each.at)
        else:
            for each in values.worded(hub, part):
                yield from claim("partOf", each.value, each.at)
    for member in values.members(hub, "publicationEvents"):
        if isinstance(member, values.Worded):
            yield from claim("publishedOn", member.value, member.at)
            continue
        yield from dated("datePublished", member.text("date"), member.at, hub.reading)
        for each in values.worded(member, "name")[:1]:
            yield from claim("publishedOn", each.value, each.at)
    yield from _coverage(hub)
    yield from _registered(hub)


def _registered(hub: Node) -> Iterator[Observation]:
    for member in values.members(hub, "ratings"):
        if isinstance(member, values.Worded):
            yield from claim("ageRating", member.value, member.at)
            continue
        value = next((each.value for each in values.worded(member, "ratingValue")), "")
        source = member.text("ratingSourceLink")
        yield from claim("ageRating", f"{source}: {value}" if source and value else value, member.at)
    for member in values.members(hub, "registryEntries"):
        if isinstance(member, values.Worded):
            yield from claim("registryEntry", member.value, member.at)
            continue
        registry = member.text("registryIdentifier").lower()
        prop = next((known for known in ("eidr", "isan") if known in registry), "registryEntry")
        yield from claim(prop, member.text("assetIdentifier"), member.at)
    rating = hub.number("workflowRating")
    if rating is not None:
        yield Observation("rating", f"{rating:g}", pointer=f"{hub.at}/workflowRating")


def dates(hub: Node) -> Iterator[Observation]:
    """Yield when a video was made and released; an approximate date only where it is one, and the only one."""
    circa = hub.text("circaDateCreated")
    if moment(circa) and "dateCreated" not in hub:
        yield from dated("dateCreated", circa, f"{hub.at}/circaDateCreated", hub.reading)
    elif circa:
        hub.reading.keep(f"{hub.path}.circaDateCreated")
    for key, prop in keys.DATES.items():
        if hub.is_text(key):
            yield from dated(prop, hub.text(key), f"{hub.at}/{key}", hub.reading)


def _coverage(hub: Node) -> Iterator[Observation]:
    if not isinstance(hub.look("temporalCoverage"), dict):
        for each in values.worded(hub, "temporalCoverage"):
            yield from claim("temporalCoverage", each.value, each.at)
        return
    node = hub.node("temporalCoverage")
    first, last = node.text("tempCoverageFrom").strip(), node.text("tempCoverageTo").strip()
    value = first if first == last else f"{first}/{last}"
    yield from claim("temporalCoverage", value.strip("/"), node.at)


def measures(hub: Node) -> Iterator[Observation]:
    """Yield what is told of the file: a system's word, like what other programs measure."""
    for key, prop in keys.NUMBERS.items():
        number = hub.number(key)
        if number is not None:
            value = str(int(number)) if float(number).is_integer() else repr(number)
            yield Observation(prop, value, pointer=f"{hub.at}/{key}")
    if "frameSize" in hub:
        frame = hub.node("frameSize")
        for key, prop in (("widthPixels", "width"), ("heightPixels", "height")):
            number = frame.number(key)
            if number is not None:
                yield Observation(prop, f"{number:.0f}", pointer=f"{frame.at}/{key}")
    for key, prop in keys.TECHNICAL.items():
        at = f"{hub.at}/{key}"
        name = values.first_name(hub, key)
        yield from claim(prop, name.lower() if prop == "channelLayout" else name, at)
    text, at = hub.text("videoDisplayAspectRatio"), f"{hub.at}/videoDisplayAspectRatio"
    yield from claim("aspectRatio", aspect_ratio(text), at)
    if text and not aspect_ratio(text):
        hub.reading.problem(f"{at} is {text[:40]!r}, which is no ratio such as 16:9")
    yield from _duration(hub)
    if isinstance(hub.look("recordingDevice"), dict):
        device = hub.node("recordingDevice")
        for key, prop in keys.DEVICE.items():
            yield from claim(prop, device.text(key), f"{device.at}/{key}")
    if hub.is_text("dateModified"):
        yield from dated("modifiedDate", hub.text("dateModified"), f"{hub.at}/dateModified", hub.reading)


def _duration(hub: Node) -> Iterator[Observation]:
    if "fileDuration" not in hub:
        return
    if isinstance(hub.look("fileDuration"), dict):
        node = hub.node("fileDuration")
        value, form, at = node.text("timeValue"), node.text("timeFormat"), node.at
    else:
        value, form, at = next((each.value for each in values.worded(hub, "fileDuration")), ""), "", hub.at
    length = values.length(value, form)
    if length is not None:
        yield Observation("duration", format(length.normalize(), "f"), pointer=at)
    elif value:
        hub.reading.problem(f"{at} is {value[:40]!r} in {form[:20] or 'no format'}, which is no length in seconds")
