"""How IRIs are minted: short digests of what identifies a thing, under the data base of the folder."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

_SLUG_BREAK: Final = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65_536)
def digest(*parts: str) -> str:
    """Return 24 hexadecimal digits (96 bits of BLAKE2b) that identify a sequence of texts.

    Parts are length-prefixed, so ``("ab", "c")`` and ``("a", "bc")`` differ. A thousand million things collide with a
    chance of 1e-11.
    """
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hashlib.blake2b(b"".join([b"%d:%b" % (len(e), e) for e in encoded]), digest_size=12).hexdigest()


def slug(text: str, *, limit: int = 48) -> str:
    """Return text as lower-case ASCII words joined by hyphens, for IRIs that people read; may be empty.

    >>> slug("Wright Flyer (1903).JPG")
    'wright-flyer-1903-jpg'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _SLUG_BREAK.sub("-", ascii_text.lower()).strip("-")[:limit].strip("-")


def mint_asset(base: str, *, caller_id: str = "", sha256: str = "", name: str = "") -> str:
    """Return the IRI of a new Asset: from the caller's id, else its first content hash, else its name (DESIGN 2).

    Minted once; afterwards an Asset is found by its recorded keys, never by minting again.
    """
    if caller_id:
        kind, key = "id", caller_id
    elif sha256:
        kind, key = "sha256", sha256
    elif name:
        kind, key = "name", name
    else:
        raise ValueError("an Asset needs a caller's id, a content hash or a name; all three are empty")
    readable = slug(name or caller_id)
    return f"{base}asset/{readable + '-' if readable else ''}{digest(kind, key)[:12]}"


def mint(base: str, kind: str, *parts: str) -> str:
    """Return ``{base}{kind}/{digest of parts}``, for things nobody needs to recognise by their IRI."""
    return f"{base}{kind}/{digest(*parts)}"
