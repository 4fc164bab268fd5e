"""Whether a query gives the same rows for all focus nodes at once as for each alone.

For each alone means with values bound beforehand (SHACL, 5.3.1, appendix A): every basic graph pattern of the query is
joined with the one row {this: node}. `rewrite` joins each with all those rows instead. Where every pattern of a query
binds ``this``, each operator keeps the rows of one node apart from those of another: a join, a left join and an EXISTS
find only rows of the same node, a UNION, FILTER, BIND, DISTINCT and a sub-select that returns ``this`` work row by row
or node by node. So the rows of a node are the same in both, by induction over the query. This does not hold of

* LIMIT and OFFSET, which count the rows of all nodes, and groups with aggregates, which need one group a node;
* a path that may be of no length with ``this`` at its end: engines differ in whether a node that is not in the graph
  leads to itself, so ``this`` must be the subject of another triple there;
* what differs from run to run (RAND, NOW, BNODE …), and what only an engine knows ($currentShape, $shapesGraph);
* what is not read here (`NotRead`).

`binds_itself` says of a query that the patterns bind ``this`` as they stand, so that nothing need be joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shapes.bulk.query import Bind, Expression, Filter, Group, Optional, Select, Union
from shapes.bulk.tokens import NotRead
from shapes.bulk.triples_block import Triples

_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_CHANGING: Final = frozenset(("RAND", "NOW", "BNODE", "UUID", "STRUUID"))
_ENGINES_OWN: Final = frozenset(("currentShape", "shapesGraph", "failure", "message", "PATH"))
_COUNTED: Final = ("LIMIT", "OFFSET", "GROUP", "HAVING")


def check_safe(query: Select, given: frozenset[str]) -> None:
    """Raise `NotRead`, with the reason, for a query that is not safe with these variables bound beforehand."""
    if query.form == "SELECT" and query.returned is not None and "this" not in query.returned:
        raise NotRead("it does not return $this")
    _check_select(query, given, inner=False)
    _check_hidden(query)


def _check_hidden(query: Select) -> None:
    """Raise `NotRead` where a name within a sub-select means another variable outside: engines mix them up."""
    inner = [group.select for group in _every_group(query.where) if group.select is not None]
    for select in inner:
        hidden = set(variables_of(select.where)) - (select.returned or set())
        if hidden & set(variables_of(query.where, without=select)) or hidden & (query.returned or set()):
            raise NotRead("a variable of a sub-select that it does not return is used outside as well")


def _check_select(query: Select, given: frozenset[str], *, inner: bool) -> None:
    for modifier in _COUNTED:
        if modifier in query.modifiers:
            raise NotRead(f"{modifier} is counted over the rows of all focus nodes")
    if inner and "ORDER" in query.modifiers:
        raise NotRead("ORDER BY in a sub-select is not read here")
    if inner and (query.returned is None or given - query.returned):
        raise NotRead("a sub-select does not name all that is bound beforehand among what it returns")
    if set(query.assigned) & given:
        raise NotRead("what is bound beforehand is assigned")
    for expression in (*query.assigned.values(), *query.modifiers.values()):
        _check_expression(expression, given)
    _check_group(query.where, given)


def _check_group(group: Group, given: frozenset[str]) -> None:
    if group.select is not None:
        _check_select(group.select, given, inner=True)
    for part in group.parts:
        match part:
            case Triples():
                _check_triples(part, given)
            case Filter():
                _check_expression(part.expression, given)
            case Bind():
                if part.variable in given:
                    raise NotRead("what is bound beforehand is assigned")
                _check_expression(part.expression, given)
            case Optional():
                _check_group(part.group, given)
            case Union():
                for one in part.groups:
                    _check_group(one, given)


def _check_triples(block: Triples, given: frozenset[str]) -> None:
    if block.variables & _ENGINES_OWN:
        raise NotRead(f"{', '.join(sorted(block.variables & _ENGINES_OWN))} is the engine's own")
    if block.floating & given - block.subjects:
        raise NotRead("a path that may be of no length begins or ends at what is bound beforehand")


def _check_expression(expression: Expression, given: frozenset[str]) -> None:
    if expression.variables & _ENGINES_OWN:
        raise NotRead(f"{', '.join(sorted(expression.variables & _ENGINES_OWN))} is the engine's own")
    for calls, why in ((_AGGREGATES, "an aggregate"), (_CHANGING, "different at each call")):
        if expression.calls & calls:
            raise NotRead(f"{', '.join(sorted(expression.calls & calls))} is {why}")
    for group in expression.groups:
        _check_group(group, given)


def binds_itself(group: Group, name: str) -> bool:
    """Say whether a pattern binds a variable in every row by itself, wherever it uses it."""
    if group.select is not None:
        return binds_itself(group.select.where, name)
    bound = False
    for part in group.parts:
        match part:
            case Triples():
                bound = bound or name in part.bound
            case Union():
                if any(_mentions(one, name) for one in part.groups):
                    if not all(binds_itself(one, name) for one in part.groups):
                        return False
                    bound = True
            case Optional():
                # Before it is bound, each row of the left side would meet the matches of every node.
                if not bound or not (_is_flat(part.group) or not _mentions(part.group, name)):
                    return False
            case Bind():
                if not bound:
                    return False
            case Filter():
                pass  # holds of the whole group, wherever it stands (SPARQL 1.1, 5.2.2)
    return bound


def _is_flat(group: Group) -> bool:
    return group.select is None and all(isinstance(part, Triples | Filter) for part in group.parts)


def _mentions(group: Group, name: str) -> bool:
    return name in set(variables_of(group))


def variables_of(group: Group, without: Select | None = None) -> Iterator[str]:
    """Yield the variables of a pattern, those of its expressions and sub-selects too, except of one sub-select."""
    for one in _every_group(group, without):
        if one.select is not None:
            yield from one.select.returned or ()
        for part in one.parts:
            match part:
                case Triples():
                    yield from part.variables
                case Filter():
                    yield from part.expression.variables
                case Bind():
                    yield part.variable
                    yield from part.expression.variables


def groups_of(group: Group) -> Iterator[Group]:
    """Yield a pattern and every pattern within it, in no order; a sub-select's braces are not one."""
    yield from (one for one in _every_group(group) if one.select is None)


def _every_group(group: Group, without: Select | None = None) -> Iterator[Group]:
    """Yield a group and all groups within it; of one sub-select only its braces."""
    yield group
    if group.select is not None and group.select is not without:
        yield from _every_group(group.select.where, without)
    for part in group.parts:
        match part:
            case Filter() | Bind():
                inner = part.expression.groups
            case Optional():
                inner = [part.group]
            case Union():
                inner = list(part.groups)
            case Triples():
                inner = []
        for one in inner:
            yield from _every_group(one, without)


def _groups_of_select(query: Select) -> Iterator[Group]:
    yield from groups_of(query.where)
    for expression in (*query.assigned.values(), *query.modifiers.values()):
        for inner in expression.groups:
            yield from groups_of(inner)


def predicates_of(query: Select) -> frozenset[str] | None:
    """Return the predicates a query touches, as written; None where it may touch any."""
    found: set[str] = set()
    for group in _groups_of_select(query):
        for part in group.parts:
            if isinstance(part, Triples):
                if part.predicates is None:
                    return None
                found |= part.predicates
    return frozenset(found)


def needed_of(query: Select) -> frozenset[tuple[str, str | None]]:
    """Return (predicate, object or None) as written, of triples without which a query has no row."""
    return frozenset(need for part in query.where.parts if isinstance(part, Triples) for need in part.needed)
