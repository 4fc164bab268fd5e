"""AAF's mobs: what a clip refers to, through the chain from master clip to file and tape."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, NamedTuple

from extractors.edits.places import file_name
from extractors.edits.sheet import EditSheet
from extractors.files.claims import clean_text
from extractors.timecode import exact, timecode_text
from ontology.model import Agent, MediaKind

_DEEPEST_CHAIN: Final = 12
_MOST_COMPONENTS: Final = 200_000
_SAID: Final = {"scene": "scene", "take": "take", "reel": "reelName", "camroll": "reelName", "tape": "reelName",
                "tapeid": "reelName", "source file": "sourceFile", "asc_sop": "colourDecision",
                "asc_sat": "colourDecision"}  # fmt: skip
_TOLD: Final = {"description": "description", "descript": "description", "keywords": "keyword"}


class Origin(NamedTuple):
    """Where a clip comes from: names, and the timecode of its first frame on the tape; "" where not said."""

    clip: str
    file: str
    reel: str
    source_range: str


def get(item: Any, name: str) -> Any:
    """Return a property's value; None where the object has none, or it cannot be read."""
    try:
        found = item.get(name)
        return None if found is None else found.value
    except Exception:  # pyaaf2 decodes late, and a broken value raises anything
        return None


def number(item: Any, name: str) -> int:
    """Return a property's whole number, 0 where it is none."""
    found = get(item, name)
    return found if isinstance(found, int) and abs(found) < 10**12 else 0


def rate_of(slot: Any) -> Fraction | None:
    """Return the edit units a second of a slot; None where it has none that can be."""
    found = get(slot, "EditRate")
    try:
        rate = Fraction(int(found.numerator), int(found.denominator))
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        return None
    return rate if 0 < rate <= 1_000_000 else None


def origin_of(clip: Any, rate: Fraction, length: int) -> Origin:
    """Return where a source clip comes from, following references to the file and the tape."""
    name = file = reel = span = ""
    start, current = number(clip, "StartTime"), clip
    span = f"{exact(start / rate)}-{exact((start + length) / rate)} s" if length > 0 and start >= 0 else ""
    for _ in range(_DEEPEST_CHAIN):
        mob = current.mob
        if mob is None:
            break
        kind = type(mob).__name__
        if kind in ("MasterMob", "CompositionMob") and not name:
            name = str(get(mob, "Name") or "")
        if kind == "SourceMob":
            descriptor = get(mob, "EssenceDescription")
            file = file or _locator(descriptor)
            if type(descriptor).__name__ in ("TapeDescriptor", "FilmDescriptor", "ImportDescriptor"):
                reel = str(get(mob, "Name") or "")
                span = _tape_range(mob, start, rate, length) or span
        following = _first_clip(get(current.slot, "Segment") if current.slot is not None else None)
        if following is None:
            break
        start += number(following, "StartTime")
        current = following
    return Origin(name, file, reel, span)


def master_sheet(mob: Any, system: Agent) -> EditSheet:
    """Return what a file says of one master clip."""
    title = str(get(mob, "Name") or "")
    sheet = EditSheet(system, title=title or "untitled clip")
    at = f"#mob={mob.mob_id}"
    for slot in get(mob, "Slots") or ():
        rate, clip = rate_of(slot), _first_clip(get(slot, "Segment"))
        if rate is None or clip is None:
            continue
        kind = str(getattr(slot, "media_kind", "") or "").lower()
        if kind in ("picture", "sound") and sheet.kind is not MediaKind.VIDEO:
            sheet.kind = MediaKind.VIDEO if kind == "picture" else MediaKind.AUDIO
        length = number(clip, "Length")
        found = origin_of(clip, rate, 0)
        if found.file:
            sheet.name = file_name(found.file)
            sheet.say("sourceFile", found.file, at)
        sheet.say("reelName", found.reel, at)
        if length > 0 and kind == "picture":
            sheet.say("duration", clean_text(exact(length / rate)), at)
            sheet.say("frameRate", f"{float(rate):.3f}".rstrip("0").rstrip("."), at)
    tell_comments(mob, sheet, at)
    return sheet


def comments_of(mob: Any) -> Iterator[tuple[str, str]]:
    """Yield the comments of a mob, by name: columns of the bin that a person filled."""
    for comment in get(mob, "UserComments") or ():
        name, value = str(get(comment, "Name") or ""), get(comment, "Value")
        if name and isinstance(value, str) and value.strip():
            yield name, value


def told_by_people(mob: Any) -> bool:
    """Say whether a mob has comments."""
    return next(comments_of(mob), None) is not None


def tell_comments(mob: Any, sheet: EditSheet, at: str) -> None:
    """Say what the comments of a mob say: slate and grade by the system, all else by people."""
    for name, value in comments_of(mob):
        key = name.lower()
        if key in _SAID:
            prefix = f"{name[-3:].upper()} " if key.startswith("asc_") else ""
            sheet.say(_SAID[key], prefix + value, at)
        elif key in _TOLD:
            sheet.tell(_TOLD[key], value, at)
        else:
            sheet.tell("note", f"{name}: {value}", at)


def components(segment: Any) -> Iterator[Any]:
    """Yield the components of a sequence, or the one segment that there is."""
    listed = get(segment, "Components") if type(segment).__name__ == "Sequence" else None
    for _, component in zip(range(_MOST_COMPONENTS), listed if listed is not None else [segment], strict=False):
        yield component


def _first_clip(segment: Any) -> Any:
    """Return the first source clip of a segment, or within its effects; None where there is none."""
    for _ in range(_DEEPEST_CHAIN):
        kind = type(segment).__name__
        if kind == "SourceClip":
            return segment
        if kind == "Sequence":
            segment = next((c for c in components(segment) if type(c).__name__ not in ("Filler", "Transition")), None)
        elif kind in ("OperationGroup", "EssenceGroup"):
            inner = get(segment, "InputSegments") if kind == "OperationGroup" else get(segment, "Choices")
            segment = next(iter(inner or ()), None)
        elif kind in ("Pulldown", "Selector"):
            segment = get(segment, "InputSegment") if kind == "Pulldown" else get(segment, "Selected")
        else:
            return None
    return None


def _locator(descriptor: Any) -> str:
    for locator in get(descriptor, "Locator") or () if descriptor is not None else ():
        address = get(locator, "URLString")
        if isinstance(address, str) and address.strip():
            return address.strip()
    return ""


def _tape_range(mob: Any, start: int, rate: Fraction, length: int) -> str:
    """Return in and out on a tape by its timecode; "" where the tape has none."""
    for slot in get(mob, "Slots") or ():
        segment = next(iter(components(get(slot, "Segment"))), None)
        if type(segment).__name__ != "Timecode" or length <= 0:
            continue
        per_second, is_drop = number(segment, "FPS"), bool(get(segment, "Drop"))
        if not 0 < per_second <= 240:
            return ""
        first = number(segment, "Start") + round(start / rate * per_second)
        last = first + round(length / rate * per_second)
        return "-".join(timecode_text(frame, per_second, drop=is_drop) for frame in (first, last))
    return ""
