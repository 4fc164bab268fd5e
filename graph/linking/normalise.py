"""How names are compared: folded to what two spellings of one name share.

The same folding is used when the index is built and when it is asked, so its rules may only change together with
`FOLDING`, which an index carries.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

FOLDING: Final = 1
"""Version of the rules below; an index that was folded by others is refused."""

MAX_NAME: Final = 200
"""Characters of the longest name that is looked up or indexed: a longer text is no name."""

_DROPPED: Final = ".'`"
_DELETED: Final = dict.fromkeys(map(ord, _DROPPED + "´‘’‛ʼʹ′·\u00ad"))
_PARTS: Final = {ord("&"): " and ", ord("ı"): "i", ord("ł"): "l", ord("ø"): "o", ord("đ"): "d", ord("ð"): "d"} | {
    ord("þ"): "th",
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("ħ"): "h",
    ord("ŧ"): "t",
}
_FOLD: Final = _DELETED | _PARTS
# As bytes, because most names are ASCII, and bytes are translated several times as fast as text.
_ASCII: Final = bytes(ord(chr(c).lower()) if chr(c).isalnum() or chr(c) in "+#" else 32 for c in range(128)).ljust(256)
_ASCII_DROPPED: Final = _DROPPED.encode()
# Latin, Greek and Cyrillic marks only: in Thai or Devanagari a mark is a vowel, and its loss another word.
_MARKS: Final = dict.fromkeys(range(0x0300, 0x0370))
# Zero-width and direction marks, which copied text is full of, stand between letters and mean nothing.
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f]")
_NOT_A_NAME: Final = re.compile(r"[^\w+#☀-➿\U0001f000-\U0001faff]+|_+")
_LOOSE_SIGN: Final = re.compile(r"(?<![\w+#])[+#]+")

_CONFUSED: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("8", "b"))
"""What OCR takes for each other, ours first; after tests with OCR of captions."""


def normalise(text: str) -> str:
    """Return a name without case, accents and punctuation, words joined by one space; "" for what holds no name.

    Initials are joined, so that "J. K. Rowling", "J.K. Rowling" and "JK Rowling" are one; `&` is read as "and"; `+`
    and `#` stand where they follow a letter ("C++"). A name of punctuation alone ("!!!") stands as it is. Linear in the
    text's length, whatever it holds.

    >>> normalise("O'Brien, Café  «L'Étoile»"), normalise("U.S."), normalise("AT&T"), normalise("J. K. Rowling")
    ('obrien cafe letoile', 'us', 'at and t', 'jk rowling')
    """
    if text.isascii():
        if "&" in text:
            text = text.replace("&", " and ")
        dropped = _ASCII_DROPPED if "." in text or "'" in text or "`" in text else b""
        folded = text.encode().translate(_ASCII, dropped).decode()
    else:
        folded = _folded(text)
    if "+" in folded or "#" in folded:
        folded = _LOOSE_SIGN.sub(" ", folded)
    words = folded.split()
    for word in words:
        if len(word) == 1:
            return " ".join(_initials_joined(words))
    return " ".join(words) if words else " ".join(text.casefold().split())


def _folded(text: str) -> str:
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_FOLD)
    bare = unicodedata.normalize("NFD", plain).translate(_MARKS)
    return _NOT_A_NAME.sub(" ", unicodedata.normalize("NFC", bare))


def _initials_joined(words: list[str]) -> Iterator[str]:
    initials = ""
    for word in words:
        if len(word) == 1 and word.isalpha() and word.isascii():
            initials += word
            continue
        if initials:
            yield initials
            initials = ""
        yield word
    if initials:
        yield initials


@lru_cache(maxsize=65_536)
def normalise_ocr(text: str) -> str:
    """Return a second, weaker key: `normalise`, with what OCR takes for each other made one, and no spaces.

    Two names with one such key may be one name read badly; many short names have it by chance.

    >>> normalise_ocr("Barack 0barna") == normalise_ocr("Barack Obama")
    True
    """
    key = normalise(text).replace(" ", "")
    for seen, meant in _CONFUSED:
        key = key.replace(seen, meant)
    return key


def confusions(word: str, position: int) -> Iterator[tuple[str, int]]:
    """Yield what may stand at a position of a normalised name read by OCR: the text meant, and how much of it is read.

    The first is always what was read.
    """
    yield word[position], 1
    for seen, meant in _CONFUSED:
        if word.startswith(seen, position):
            yield meant, len(seen)
        if word.startswith(meant, position):
            yield seen, len(meant)
