"""High dynamic range: what a film's first picture and its boxes say of it, and which form it is marked with."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import Any, Final

from extractors.files.claims import Claims, Speaker

_DYNAMIC: Final = {"DYNAMIC_HDR_PLUS": "HDR10+", "DYNAMIC_HDR_VIVID": "HDR Vivid", "DOVI_METADATA": "Dolby Vision",
                   "DOVI_RPU_BUFFER": "Dolby Vision"}  # fmt: skip


def say_hdr(frame: Any | None, marks: list[tuple[bytes, bytes]], claims: Claims) -> None:
    """Say mastering display, light levels and HDR formats of the first stream of pictures.

    `frame` is its first decoded picture, None where there is none; `marks` are boxes of its sample entry.
    """
    sides = _sides(frame, claims) if frame is not None else {}
    formats = {meaning for name, meaning in _DYNAMIC.items() if name in sides}
    display = light = ""
    for kind, body in marks:
        if kind in (b"dvcC", b"dvvC", b"dvwC"):
            formats.discard("Dolby Vision")
            formats.add(dolby_profile(body))
        elif kind == b"mdcv" and len(body) >= 24:
            display = display or _box_display(body)
        elif kind == b"clli" and len(body) >= 4:
            light = light or _say_light(struct.unpack_from(">HH", body), claims)
    if len(sides.get("MASTERING_DISPLAY_METADATA", b"")) >= 88:
        display = display or _side_display(sides["MASTERING_DISPLAY_METADATA"])
    if len(sides.get("CONTENT_LIGHT_LEVEL", b"")) >= 8:
        light = light or _say_light(struct.unpack_from("=II", sides["CONTENT_LIGHT_LEVEL"]), claims)
    claims.say(Speaker.MEASURED, "masteringDisplay", display)
    transfer = claims.value("colourTransfer")
    if transfer == "HLG":
        formats.add("HLG")
    elif transfer == "PQ":
        formats.add("HDR10" if claims.value("colourPrimaries") == "BT.2020" and (display or light) else "PQ")
    for name in sorted(formats):
        claims.say(Speaker.MEASURED, "hdrFormat", name)


def _sides(frame: Any, claims: Claims) -> dict[str, bytes]:
    """Return what stands beside a picture, by FFmpeg's names; PyAV reads none of it where it knows not every kind."""
    try:
        return {str(side.type.name): bytes(side) for side in frame.side_data}
    except ValueError as err:
        claims.problem(f"what stands beside the first picture cannot be read: {err}")
        return {}


def dolby_profile(body: bytes) -> str:
    """Return ``Dolby Vision profile 8.1`` from a configuration record (Dolby Vision in ISOBMFF, 3.2)."""
    if len(body) < 5:
        return "Dolby Vision"
    profile, compatible = body[2] >> 1, body[4] >> 4
    return f"Dolby Vision profile {profile}" + (f".{compatible}" if compatible else "")


def _say_light(levels: tuple[int, ...], claims: Claims) -> str:
    """Say MaxCLL and MaxFALL, where they are not 0, which is unknown (CTA-861.3); return "" where both are."""
    for prop, value in zip(("maximumContentLight", "maximumFrameAverageLight"), levels, strict=True):
        if value:
            claims.say(Speaker.MEASURED, prop, value)
    return "said" if any(levels) else ""


def _box_display(body: bytes) -> str:
    """mdcv (14496-12, 12.1.6.2): green, blue, red and white in 0.00002, then luminance in 0.0001 cd/m2."""
    numbers = struct.unpack_from(">8H", body)
    most, least = struct.unpack_from(">II", body, 16)
    pairs = [(Decimal(numbers[i]) / 50_000, Decimal(numbers[i + 1]) / 50_000) for i in (4, 0, 2, 6)]
    return _display(pairs, Decimal(least) / 10_000, Decimal(most) / 10_000)


def _side_display(body: bytes) -> str:
    """FFmpeg's AVMasteringDisplayMetadata: rationals of red, green, blue, white, then least and most light."""
    numbers = struct.unpack_from("=22i", body)
    values = [_ratio(numbers[i], numbers[i + 1]) for i in range(0, 20, 2)]
    has_primaries, has_light = numbers[20], numbers[21]
    pairs = [(values[i], values[i + 1]) for i in (0, 2, 4, 6)] if has_primaries else []
    return _display(pairs, values[8], values[9] if has_light else Decimal(0))


def _ratio(numerator: int, denominator: int) -> Decimal:
    return Decimal(numerator) / Decimal(denominator) if denominator else Decimal(0)


def _display(pairs: list[tuple[Decimal, Decimal]], least: Decimal, most: Decimal) -> str:
    parts = [f"{n} {_plain(x)},{_plain(y)}" for n, (x, y) in zip("RGBW", pairs, strict=False) if x or y]
    return " ".join([*parts, f"L {_plain(least)}-{_plain(most)}" if most else ""]).strip()


def _plain(value: Decimal) -> str:
    text = format(round(value, 5).normalize(), "f")
    return "0" if text == "-0" else text
