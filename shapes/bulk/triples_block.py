"""The triples of a SPARQL group: which variables they bind, and which predicates they touch (SPARQL 1.1, 4.2 and 9)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from ontology.namespaces import PREFIXES
from shapes.bulk.tokens import NotRead, Token, Tokens

_TERMS: Final = ("iri", "name", "var", "blank", "string", "number")
_RDF: Final = PREFIXES["rdf"]
_LIST: Final = (f"<{_RDF}first>", f"<{_RDF}rest>")
_MAX_DEPTH: Final = 50


@dataclass(slots=True)
class Triples:
    """Triples that stand together, between other parts of a group.

    `bound` are variables in a triple that must be there; those of `floating` stand at an end of a path that may be of
    no length at all. `predicates` are IRIs and prefixed names as written, None where a variable may be any of them.
    """

    variables: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    floating: set[str] = field(default_factory=set)
    floating_ends: list[set[str]] = field(default_factory=list)
    predicates: set[str] | None = field(default_factory=set)
    needed: set[tuple[str, str | None]] = field(default_factory=set)
    """Plain predicates, as written, with the object where that is an IRI: without such triples nothing matches."""


@dataclass(frozen=True, slots=True)
class Path:
    """A path: what it touches (None: anything), whether it may be of no length, and its name where it is a variable.

    `is_plain` where it is one predicate, from subject to object.
    """

    predicates: frozenset[str] | None
    nullable: bool = False
    variable: str = ""
    is_plain: bool = False


def read_triples(tokens: Tokens) -> Triples:
    """Return the block of triples that comes next."""
    block = Triples()
    while _begins_triple(tokens.now):
        subject = _node(tokens, block, depth=0)
        # A blank node with properties may stand alone: [ :p :q ] .
        if _begins_verb(tokens.now):
            _properties(tokens, block, subject, depth=0)
        elif subject.text not in ("[", "("):
            raise NotRead(f"{subject.text!r} has no predicate")
        if not tokens.take_if("."):
            break
    if any(not ends & block.bound for ends in block.floating_ends):
        # Both ends are free: every node of the graph is a match, whatever predicates it has.
        block.predicates = None
    return block


def _begins_triple(token: Token) -> bool:
    return token.kind in _TERMS or token.text in ("[", "(") or token.word in ("TRUE", "FALSE")


def _begins_verb(token: Token) -> bool:
    return token.kind in ("iri", "name", "var") or token.text in ("a", "^", "(", "!")


def _properties(tokens: Tokens, block: Triples, subject: Token, *, depth: int) -> None:
    while True:
        if _begins_verb(tokens.now):
            path = read_path(tokens, depth=depth)
            _objects(tokens, block, subject, path, depth=depth)
        if not tokens.take_if(";"):
            return


def _objects(tokens: Tokens, block: Triples, subject: Token, path: Path, *, depth: int) -> None:
    while True:
        value = _node(tokens, block, depth=depth)
        _note(block, subject, path, value)
        if not tokens.take_if(","):
            return


def _note(block: Triples, subject: Token, path: Path, value: Token) -> None:
    ends = {token.text[1:] for token in (subject, value) if token.kind == "var"}
    block.variables |= ends | ({path.variable} - {""})
    if path.nullable:
        block.floating |= ends
        if all(token.kind in ("var", "sign", "blank") for token in (subject, value)):
            block.floating_ends.append(ends)
    else:
        block.bound |= ends | ({path.variable} - {""})
        block.subjects |= {subject.text[1:]} if subject.kind == "var" else set()
    if path.is_plain and path.predicates:
        (predicate,) = path.predicates
        block.needed.add((predicate, value.text if value.kind in ("iri", "name") else None))
    if path.predicates is None:
        block.predicates = None
    elif block.predicates is not None:
        block.predicates |= path.predicates


def _node(tokens: Tokens, block: Triples, *, depth: int) -> Token:
    """Return a subject or object; what stands in its brackets goes into the block."""
    if depth > _MAX_DEPTH:
        raise NotRead(f"it nests deeper than {_MAX_DEPTH}")
    token = tokens.take()
    if token.text == "[" and token.kind == "sign":
        if not tokens.take_if("]"):
            _properties(tokens, block, token, depth=depth + 1)
            tokens.want("]")
    elif token.text == "(" and token.kind == "sign":
        while not tokens.take_if(")"):
            _note(block, token, Path(frozenset(_LIST)), _node(tokens, block, depth=depth + 1))
    elif token.kind == "string":
        if tokens.now.kind == "lang" or tokens.take_if("^^"):
            tokens.take()
    elif token.text in ("+", "-"):
        token = tokens.take()
    elif token.kind not in _TERMS and token.word not in ("TRUE", "FALSE"):
        raise NotRead(f"{token.text!r} is no term")
    return token


def read_path(tokens: Tokens, *, depth: int) -> Path:
    """Return the predicate or path that comes next."""
    if depth > _MAX_DEPTH:
        raise NotRead(f"it nests deeper than {_MAX_DEPTH}")
    if tokens.now.kind == "var":
        return Path(None, variable=tokens.take().text[1:])
    found = _sequence(tokens, depth)
    while tokens.take_if("|"):
        other = _sequence(tokens, depth)
        found = Path(_both(found, other), found.nullable or other.nullable)
    return found


def _sequence(tokens: Tokens, depth: int) -> Path:
    found = _step(tokens, depth)
    while tokens.take_if("/"):
        other = _step(tokens, depth)
        found = Path(_both(found, other), found.nullable and other.nullable)
    return found


def _both(one: Path, other: Path) -> frozenset[str] | None:
    return None if one.predicates is None or other.predicates is None else one.predicates | other.predicates


def _step(tokens: Tokens, depth: int) -> Path:
    is_inverse = bool(tokens.take_if("^"))
    token = tokens.take()
    if token.text == "!" and token.kind == "sign":
        if tokens.take_if("("):
            while not tokens.take_if(")"):
                tokens.take()
        else:
            tokens.take_if("^")
            tokens.take()
        return Path(None)
    if token.text == "(" and token.kind == "sign":
        found = replace(read_path(tokens, depth=depth + 1), is_plain=False)
        tokens.want(")")
    elif token.kind in ("iri", "name"):
        found = Path(frozenset((token.text,)), is_plain=not is_inverse)
    elif token.text == "a":
        found = Path(frozenset((f"<{_RDF}type>",)), is_plain=not is_inverse)
    else:
        raise NotRead(f"{token.text!r} is no predicate")
    if found.variable:
        raise NotRead("a variable in a path")
    if tokens.take_if("*", "?"):
        return Path(found.predicates, nullable=True)
    return replace(found, is_plain=False) if tokens.take_if("+") else found
