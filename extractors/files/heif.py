"""HEIF, AVIF and Canon's CR3: metadata items and boxes, read without a decoder (ISO/IEC 23008-12; 14496-12, 8.11)."""

from __future__ import annotations

import struct
from typing import Final

from extractors.files.blocks import Blocks, Data, Picture
from extractors.files.iso_boxes import Box, boxes, content, cut_box, read_uuid

_CANON_UUID: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_MOST_ITEMS: Final = 10_000
_LARGEST_ITEM: Final = 64 << 20


def read_heif(data: Data, blocks: Blocks) -> None:
    """Add what the ``meta`` box holds: EXIF and XMP items, the size of the largest picture; and C2PA's box."""
    defect = cut_box(data)
    if defect:
        blocks.defects.append(defect)
    for box in boxes(data, 0, len(data)):
        if box.kind == b"meta":
            _Meta(data).read(box, blocks)
        elif box.kind == b"uuid":
            read_uuid(data, box, blocks)
        elif box.kind == b"moov":
            _canon(data, box, blocks)


def _canon(data: Data, box: Box, blocks: Blocks) -> None:
    """Read CR3's CMT1 (IFD0), CMT2 (Exif) and CMT4 (GPS), each a TIFF structure of its own."""
    for inner in boxes(data, box.start, min(box.end, len(data))):
        if inner.kind == b"uuid" and bytes(data[inner.start : inner.start + 16]) == _CANON_UUID:
            parts = {part.kind: part for part in boxes(data, inner.start + 16, min(inner.end, len(data)))}
            blocks.exif += [content(data, parts[kind]) for kind in (b"CMT1", b"CMT2") if kind in parts]
            if b"CMT4" in parts:
                blocks.gps.append(content(data, parts[b"CMT4"]))
            blocks.known += ["CR3:CMT3 (Canon's maker note)"] if b"CMT3" in parts else []


class _Meta:
    """One ``meta`` box: which items there are, and where their bytes lie."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def read(self, meta: Box, blocks: Blocks) -> None:
        """Add its EXIF and XMP items and its largest picture."""
        inner = {box.kind: box for box in boxes(self._data, meta.start + 4, min(meta.end, len(self._data)))}
        kinds = self._kinds(inner[b"iinf"]) if b"iinf" in inner else {}
        places = self._places(inner[b"iloc"]) if b"iloc" in inner else {}
        store = inner[b"idat"].start if b"idat" in inner else 0
        for number, kind in kinds.items():
            if kind in ("Exif", "application/rdf+xml") and number in places:
                method, extents = places[number]
                body = self._item(extents, store if method == 1 else 0)
                if kind == "Exif":
                    blocks.exif.append(body[4 + int.from_bytes(body[:4], "big") :])
                else:
                    blocks.xmp.append(body)
        if b"iprp" in inner:
            blocks.picture = self._largest(inner[b"iprp"])

    def _item(self, extents: list[tuple[int, int]], store: int) -> bytes:
        parts, room = [], _LARGEST_ITEM
        for offset, length in extents:
            part = bytes(self._data[store + offset : store + offset + min(length or room, room)])
            parts.append(part)
            room -= len(part)
        return b"".join(parts)

    def _kinds(self, box: Box) -> dict[int, str]:
        """Return item numbers with their type, of ``mime`` items with the content type (8.11.6)."""
        found: dict[int, str] = {}
        wide = self._data[box.start] > 0
        start = box.start + (8 if wide else 6)
        for entry in boxes(self._data, start, min(box.end, len(self._data))):
            version = self._data[entry.start]
            if entry.kind != b"infe" or version < 2 or len(found) >= _MOST_ITEMS:
                continue
            number, at = self._number(entry.start + 4, 4 if version == 3 else 2)
            kind = bytes(self._data[at + 2 : at + 6]).decode("latin-1")
            if kind == "mime":
                rest = bytes(self._data[at + 6 : entry.end]).split(b"\x00")
                kind = rest[1].decode("latin-1") if len(rest) > 1 else kind
            found[number] = kind
        return found

    def _number(self, at: int, size: int) -> tuple[int, int]:
        return int.from_bytes(self._data[at : at + size], "big"), at + size

    def _places(self, box: Box) -> dict[int, tuple[int, list[tuple[int, int]]]]:
        """Return item numbers with how and where their bytes are stored (8.11.3)."""
        version, sizes, bases = self._data[box.start], self._data[box.start + 4], self._data[box.start + 5]
        offset_size, length_size, base_size = sizes >> 4, sizes & 15, bases >> 4
        index_size = bases & 15 if version in (1, 2) else 0
        wide = 4 if version == 2 else 2
        count, at = self._number(box.start + 6, wide)
        found: dict[int, tuple[int, list[tuple[int, int]]]] = {}
        for _ in range(min(count, _MOST_ITEMS)):
            if at >= min(box.end, len(self._data)):
                break
            number, at = self._number(at, wide)
            method = 0
            if version in (1, 2):
                method, at = self._number(at, 2)
            base, at = self._number(at + 2, base_size)
            extents, at = self._number(at, 2)
            parts: list[tuple[int, int]] = []
            for _ in range(min(extents, 1000)):
                offset, at = self._number(at + index_size, offset_size)
                length, at = self._number(at, length_size)
                parts.append((base + offset, length))
            found[number] = (method & 15, parts)
        return found

    def _largest(self, box: Box) -> Picture | None:
        """Return the largest of the sizes that ``ispe`` properties give: tiles and thumbnails are smaller."""
        sizes = [
            struct.unpack_from(">II", self._data, prop.start + 4)
            for store in boxes(self._data, box.start, min(box.end, len(self._data)))
            if store.kind == b"ipco"
            for prop in boxes(self._data, store.start, min(store.end, len(self._data)))
            if prop.kind == b"ispe"
        ]
        width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
        return Picture(width, height) if width and height else None
