"""A SPARQL query as a tree: as much of it as must be known to say whether it can run for all focus nodes at once.

What is not read here (SPARQL 1.1 has more) is `NotRead`, and such a query stays with the engine. That a query is
SPARQL at all is the store's to say; nothing here checks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from shapes.bulk.tokens import NotRead, Tokens, read_tokens
from shapes.bulk.triples_block import Triples, read_triples

_MAX_DEPTH: Final = 50


@dataclass(slots=True)
class Expression:
    """An expression: its variables, the functions and keywords it calls (in capitals), the groups of its EXISTS."""

    variables: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filter:
    """A FILTER."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Bind:
    """A BIND, with the variable it assigns."""

    expression: Expression
    variable: str


@dataclass(frozen=True, slots=True)
class Optional:
    """An OPTIONAL."""

    group: Group


@dataclass(frozen=True, slots=True)
class Union:
    """Groups with UNION between them; one alone where a group merely stands in braces."""

    groups: tuple[Group, ...]


@dataclass(slots=True)
class Group:
    """What stands in braces; `start` is the offset behind the opening one. `select` where it is a sub-select."""

    start: int
    parts: list[Part] = field(default_factory=list)
    select: Select | None = None


@dataclass(slots=True)
class Select:
    """A SELECT or ASK: the variables it returns (None: all), what it assigns, its pattern and its modifiers.

    `modifiers` are of DISTINCT, GROUP, HAVING, ORDER, LIMIT, OFFSET.
    """

    form: str
    returned: set[str] | None
    assigned: dict[str, Expression]
    where: Group
    modifiers: dict[str, Expression]
    prefixes: dict[str, str] = field(default_factory=dict)


Part: TypeAlias = Triples | Filter | Bind | Optional | Union


def read_query(query: str) -> Select:
    """Return a query as a tree; raise `NotRead` for a form that is not read here."""
    tokens = Tokens(read_tokens(query), query)
    prefixes = dict(_prologue(tokens))
    found = _select(tokens, depth=0)
    if tokens.now.kind != "end":
        raise NotRead(f"{tokens.now.text} is not read here")
    found.prefixes = prefixes
    return found


def _prologue(tokens: Tokens) -> Iterator[tuple[str, str]]:
    while tokens.take_if("PREFIX"):
        name, namespace = tokens.take(), tokens.take()
        yield name.text, namespace.text
    if tokens.now.word == "BASE":
        raise NotRead("BASE is not read here")


def _select(tokens: Tokens, *, depth: int) -> Select:
    if tokens.take_if("ASK"):
        tokens.take_if("WHERE")
        return Select("ASK", set(), {}, _group(tokens, depth), {})
    tokens.want("SELECT")
    modifiers: dict[str, Expression] = {}
    if tokens.take_if("DISTINCT", "REDUCED"):
        modifiers["DISTINCT"] = Expression()
    returned: set[str] | None = set()
    assigned: dict[str, Expression] = {}
    if tokens.take_if("*"):
        returned = None
    while returned is not None and not (tokens.now.word == "WHERE" or tokens.now.text == "{"):
        if tokens.take_if("("):
            expression, name = _assignment(tokens, depth)
            assigned[name] = expression
        else:
            name = _variable(tokens)
        returned.add(name)
    tokens.take_if("WHERE")
    where = _group(tokens, depth)
    modifiers |= _modifiers(tokens, depth)
    return Select("SELECT", returned, assigned, where, modifiers)


def _modifiers(tokens: Tokens, depth: int) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    while (word := tokens.now.word) in ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"):
        tokens.take()
        tokens.take_if("BY")
        expression = found[word] = Expression()
        while tokens.now.word not in ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
            if tokens.now.kind == "end" or tokens.now.text == "}":
                break
            _step(tokens, expression, depth)
    return found


def _variable(tokens: Tokens) -> str:
    token = tokens.take()
    if token.kind != "var":
        raise NotRead(f"a variable is expected, not {token.text!r}")
    return token.text[1:]


def _assignment(tokens: Tokens, depth: int) -> tuple[Expression, str]:
    """Return what stands between an opening bracket and AS, and the variable behind it."""
    expression = Expression()
    while tokens.now.word != "AS":
        _step(tokens, expression, depth)
    tokens.take()
    name = _variable(tokens)
    tokens.want(")")
    return expression, name


def _group(tokens: Tokens, depth: int) -> Group:
    if depth > _MAX_DEPTH:
        raise NotRead(f"it nests deeper than {_MAX_DEPTH}")
    group = Group(tokens.want("{").at + 1)
    if tokens.now.word == "SELECT":
        group.select = _select(tokens, depth=depth + 1)
        tokens.want("}")
        return group
    while not tokens.take_if("}"):
        part = _part(tokens, depth + 1)
        tokens.take_if(".")
        group.parts.append(part)
    return group


def _part(tokens: Tokens, depth: int) -> Part:
    if tokens.take_if("FILTER"):
        return Filter(_constraint(tokens, depth))
    if tokens.take_if("BIND"):
        tokens.want("(")
        return Bind(*_assignment(tokens, depth))
    if tokens.take_if("OPTIONAL"):
        return Optional(_group(tokens, depth))
    if tokens.now.text == "{":
        groups = [_group(tokens, depth)]
        while tokens.take_if("UNION"):
            groups.append(_group(tokens, depth))
        return Union(tuple(groups))
    if tokens.now.kind == "word" and tokens.now.word not in ("TRUE", "FALSE"):
        raise NotRead(f"{tokens.now.word} is not read here")
    block = read_triples(tokens)
    if not block.variables and not block.predicates and block.predicates is not None:
        raise NotRead(f"{tokens.now.text!r} is not read here")
    return block


def _constraint(tokens: Tokens, depth: int) -> Expression:
    """Return what follows FILTER: an expression in brackets, a call, or EXISTS with its group."""
    expression = Expression()
    while tokens.now.text not in ("(", "{"):
        _step(tokens, expression, depth)
        if expression.groups:
            return expression
    _step(tokens, expression, depth)
    return expression


def _step(tokens: Tokens, expression: Expression, depth: int) -> None:
    """Read one word of an expression, all that its bracket holds, or the group of an EXISTS, into it."""
    if depth > _MAX_DEPTH:
        raise NotRead(f"it nests deeper than {_MAX_DEPTH}")
    token = tokens.take()
    if token.text == "(" and token.kind == "sign":
        while not tokens.take_if(")"):
            _step(tokens, expression, depth + 1)
    elif token.word == "EXISTS":
        expression.groups.append(_group(tokens, depth + 1))
    elif token.kind == "var":
        expression.variables.add(token.text[1:])
    elif token.kind == "word":
        expression.calls.add(token.word)
    elif token.text in ("{", "}", "[", "]", ";", "."):
        raise NotRead(f"{token.text!r} in an expression")
