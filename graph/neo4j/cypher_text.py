"""What the text of a query gives away before a server reads it: the first of the three walls of the Cypher door.

The second is the server's own plan (cypher_plan.py), the third its READ access mode. Refused here is what a plan does
not show: another database (USE), functions that reach out of the graph, options of the planner, and escapes by which
a text would read differently here and there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from graph.neo4j.cypher_errors import CypherRefused, CypherSyntaxError

MAX_TEXT: Final = 100_000
"""Characters that a query may have."""

PROCEDURES: Final = frozenset(
    {
        "db.labels",
        "db.relationshipTypes",
        "db.propertyKeys",
        "db.schema.visualization",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.index.fulltext.listAvailableAnalyzers",
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
        "db.index.vector.queryNodes",
        "db.index.vector.queryRelationships",
    }
)
"""Procedures that may be called: they read the graph and its schema, and nothing else."""

FUNCTION_SPACES: Final = frozenset(
    {"coll", "date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector"}
)
"""Namespaces of the functions that Cypher itself has. A function of a plug-in always has another."""

VERSIONS: Final = frozenset({"5", "25"})
"""Versions of Cypher that a query may ask for: `CYPHER 5 …`."""

_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+|//[^\n\r]*|/\*.*?\*/)
    | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<torn>/\*|['"`])
    | (?P<word>[^\W\d]\w*)
    | (?P<number>\d\w*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a query that is neither space nor comment, and where it begins."""

    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        """Say whether this is one of these words, unquoted, in either case."""
        return self.kind == "word" and self.text.upper() in words

    @property
    def name(self) -> str:
        """The name that a word or a quoted name stands for; empty for anything else."""
        if self.kind == "quoted":
            return self.text[1:-1].replace("``", "`")
        return self.text if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; one that is `torn`, a comment, string or name without its end, is the last.

    >>> [token.text for token in tokens("RETURN 'a;b' /* c */ AS `d``e`")]
    ['RETURN', "'a;b'", 'AS', '`d``e`']
    """
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match[0], match.start())
        if match.lastgroup == "torn":
            # Going on would read the rest once for each quote in it: quadratic, and of no use to anybody.
            return


def refuse_text(text: str) -> None:
    """Raise `CypherRefused` for a text that the door does not pass on, `CypherSyntaxError` for a torn one."""
    if not text.strip():
        raise CypherRefused("there is no query: the text is empty")
    if len(text) > MAX_TEXT:
        raise CypherRefused(f"the query has {len(text):,} characters; it may have {MAX_TEXT:,}: use parameters")
    at = text.find("\\u")
    if at >= 0:
        # Cypher 5 replaces these before it reads anything else, Cypher 25 does not: '\u0027' ends a string or not.
        rule = "write the character itself, or hand the text over as a parameter"
        raise CypherRefused(f"the query has the escape {text[at : at + 6]!r}: {rule}").at(text, at)
    found = list(tokens(text))
    if found and found[-1].kind == "torn":
        raise CypherSyntaxError(f"what begins with {found[-1].text} has no end").at(text, found[-1].at)
    _refuse_prefix(text, found)
    _refuse_use(text, found)
    _refuse_functions(text, found)


def _refuse_prefix(text: str, found: Sequence[Token]) -> None:
    if not found:
        raise CypherRefused("there is no query: the text is a comment")
    first, *rest = found
    if first.is_word("EXPLAIN", "PROFILE"):
        raise CypherRefused(f"{first.text.upper()} is not answered here: ask for the rows themselves").at(text, 0)
    if not first.is_word("CYPHER"):
        return
    known = " or ".join(sorted(VERSIONS, key=int))
    if not rest or rest[0].text not in VERSIONS:
        asked = rest[0].text if rest else ""
        raise CypherRefused(f"CYPHER {asked}: only a version may follow, {known}").at(text, first.at)
    if len(rest) > 2 and rest[2].text == "=":
        raise CypherRefused(f"CYPHER … {rest[1].text}=: options of the planner are not taken here").at(text, rest[1].at)
    if len(rest) > 1 and rest[1].is_word("EXPLAIN", "PROFILE"):
        raise CypherRefused(f"{rest[1].text.upper()} is not answered here").at(text, rest[1].at)


def _refuse_use(text: str, found: Sequence[Token]) -> None:
    for number, token in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        if token.is_word("USE") and after and after.name and _begins_clauses(found[:number]):
            rule = "a query reads the database that mediagraph is set to"
            raise CypherRefused(f"USE {after.name[:60]} is refused: {rule}").at(text, token.at)


def _begins_clauses(before: Sequence[Token]) -> bool:
    """Say whether what follows these tokens is the first clause of a query or subquery."""
    if not before:
        return True
    last = before[-1]
    if last.is_word("ALL", "DISTINCT"):
        return len(before) > 1 and before[-2].is_word("UNION")
    return last.text in "{};" or last.is_word("UNION", "NEXT", "THEN", "ELSE") or _is_version(before)


def _is_version(before: Sequence[Token]) -> bool:
    return len(before) == 2 and before[0].is_word("CYPHER")


def _refuse_functions(text: str, found: Sequence[Token]) -> None:
    for number, token in enumerate(found):
        if token.text != "(" or token.kind != "other":
            continue
        path = _dotted_before(found, number)
        if len(path) < 2:
            continue
        name = ".".join(part.name for part in path)
        space = path[0].name.lower()
        if name not in PROCEDURES and space not in FUNCTION_SPACES:
            raise CypherRefused(f"{name[:120]} is refused: {_may_be_called(path, found)}").at(text, path[0].at)


def _may_be_called(path: Sequence[Token], found: Sequence[Token]) -> str:
    start = next(number for number, token in enumerate(found) if token is path[0])
    if start and found[start - 1].is_word("CALL"):
        return f"the procedures that may be called are {', '.join(sorted(PROCEDURES))}"
    return "only Cypher's own functions may be called, none of a plug-in"


def _dotted_before(found: Sequence[Token], number: int) -> list[Token]:
    """Return the names that stand before a parenthesis, joined by dots: `date.truncate(` gives two.

    >>> [t.name for t in _dotted_before(list(tokens("apoc . `load`.json(")), 5)]
    ['apoc', 'load', 'json']
    """
    path: list[Token] = []
    at = number - 1
    while at >= 0 and found[at].name:
        path.insert(0, found[at])
        if at < 2 or found[at - 1].text != "." or not found[at - 2].name:
            break
        at -= 2
    return path
