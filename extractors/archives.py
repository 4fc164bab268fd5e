"""Files that hold other files, or hide their content: known by name, never opened."""

from __future__ import annotations

from typing import Final

ARCHIVES: Final = {
    "application/zip": "a ZIP archive",
    "application/x-tar": "a tar archive",
    "application/x-7z-compressed": "a 7z archive",
    "application/vnd.rar": "a RAR archive",
    "application/x-rar": "a RAR archive",
    "application/x-bzip2": "a file packed by bzip2",
    "application/x-xz": "a file packed by xz",
    "application/zstd": "a file packed by zstd",
    "application/gzip": "a file packed twice by gzip",
    "application/epub+zip": "an EPUB book, which is a ZIP archive",
    "application/java-archive": "a Java archive",
    "application/vnd.ms-cab-compressed": "a cabinet archive",
    "application/x-iso9660-image": "a disk image",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        "a Word document, which is a ZIP archive"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel workbook, which is a ZIP archive",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (
        "a PowerPoint presentation, which is a ZIP archive"
    ),
    "application/vnd.oasis.opendocument.text": "an OpenDocument text, which is a ZIP archive",
    "application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet, which is a ZIP archive",
    "application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation, which is a ZIP archive",
}
"""Media type to what it is, in words."""

_SEALED: Final = (
    (b"Salted__", "application/x-openssl-encrypted"),
    (b"-----BEGIN PGP MESSAGE-----", "application/pgp-encrypted"),
    (b"age-encryption.org/", "application/x-age-encryption"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "application/x-age-encryption"),
    (b"LUKS\xba\xbe", "application/x-luks"),
)
ENCRYPTED: Final = frozenset(media_type for _, media_type in _SEALED)
"""Media types of files that only their owner can read."""

_OFFICE: Final = {
    b"word/": "wordprocessingml.document",
    b"xl/": "spreadsheetml.sheet",
    b"ppt/": "presentationml.presentation",
}


def sealed_type(head: bytes) -> str:
    """Return the media type of a ZIP or tar archive or an encrypted file, from its first bytes; "" for any other."""
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(head)
    if head[257:262] == b"ustar":
        return "application/x-tar"
    return next((media_type for start, media_type in _SEALED if head.startswith(start)), "")


def _zip_type(head: bytes) -> str:
    """Return which document a ZIP archive is: by its first member mimetype (ODF 1.3 part 2, 3.3), or Office's parts."""
    if head[30:38] == b"mimetype":
        kind = head[38:120].partition(b"PK")[0]
        if kind.startswith(b"application/") and kind.isascii():
            return kind.decode("ascii").strip()
    if b"[Content_Types].xml" in head or b"_rels/.rels" in head:
        for folder, media_type in _OFFICE.items():
            if folder in head:
                return f"application/vnd.openxmlformats-officedocument.{media_type}"
    return "application/zip"
