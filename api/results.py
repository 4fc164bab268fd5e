"""Answers as text: SPARQL 1.1 results in JSON, XML, CSV, TSV; triples in N-Triples and Turtle; tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from graph.dataset import Answer, Solutions, Triples
from ontology.model import Term
from ontology.model.rdf import XSD, iri_value, is_iri, literal_value, text_of
from ontology.namespaces import PREFIXES, compact

_STRING = XSD + "string"
_LANG_STRING = PREFIXES["rdf"] + "langString"


def json_term(term: Term) -> dict[str, str]:
    """Return a term as SPARQL 1.1 Query Results JSON Format, 3.2.2, has it."""
    if is_iri(term):
        return {"type": "uri", "value": iri_value(term)}
    if term.startswith("_:"):
        return {"type": "bnode", "value": term[2:]}
    text, datatype, language = literal_value(term)
    if language:
        return {"type": "literal", "value": text, "xml:lang": language}
    return {"type": "literal", "value": text} | ({} if datatype == _STRING else {"datatype": datatype})


def to_json(answer: Solutions | bool) -> Iterator[str]:
    """Yield SPARQL 1.1 JSON results, a row at a time, so that a large answer needs no more memory than a small one."""
    if isinstance(answer, bool):
        yield json.dumps({"head": {}, "boolean": answer}) + "\n"
        return
    yield f'{{"head": {json.dumps({"vars": list(answer.variables)})}, "results": {{"bindings": ['
    separator = "\n"
    for row in answer.rows:
        bound = {v: json_term(t) for v, t in zip(answer.variables, row, strict=True) if t is not None}
        yield separator + json.dumps(bound, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}}\n"


def to_xml(answer: Solutions | bool) -> Iterator[str]:
    """Yield SPARQL Query Results XML Format."""
    # Imported here: it brings an HTTP client along, 33 ms of a cold start.
    from xml.sax.saxutils import quoteattr

    yield '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
    if isinstance(answer, bool):
        yield f"<head/>\n<boolean>{str(answer).lower()}</boolean>\n</sparql>\n"
        return
    yield "<head>" + "".join(f"<variable name={quoteattr(v)}/>" for v in answer.variables) + "</head>\n<results>\n"
    for row in answer.rows:
        cells = (
            f"<binding name={quoteattr(v)}>{_xml_term(t)}</binding>"
            for v, t in zip(answer.variables, row, strict=True)
            if t is not None
        )
        yield "<result>" + "".join(cells) + "</result>\n"
    yield "</results>\n</sparql>\n"


def _xml_term(term: Term) -> str:
    from xml.sax.saxutils import escape, quoteattr

    if is_iri(term):
        return f"<uri>{escape(iri_value(term))}</uri>"
    if term.startswith("_:"):
        return f"<bnode>{escape(term[2:])}</bnode>"
    text, datatype, language = literal_value(term)
    # XML 1.0 has no way to write most control characters; they become U+FFFD.
    clean = "".join(c if c >= " " or c in "\t\n\r" else "\ufffd" for c in text)
    attribute = f" xml:lang={quoteattr(language)}" if language else ""
    if not language and datatype != _STRING:
        attribute = f" datatype={quoteattr(datatype)}"
    return f"<literal{attribute}>{escape(clean)}</literal>"


def to_csv(answer: Solutions | bool) -> Iterator[str]:
    """Yield SPARQL 1.1 CSV: plain values, CRLF line ends."""
    if isinstance(answer, bool):
        yield f"{str(answer).lower()}\r\n"
        return
    yield ",".join(answer.variables) + "\r\n"
    for row in answer.rows:
        yield ",".join(_csv_cell(t) for t in row) + "\r\n"


def _csv_cell(term: Term | None) -> str:
    text = "" if term is None else text_of(term)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def to_tsv(answer: Solutions | bool) -> Iterator[str]:
    """Yield SPARQL 1.1 TSV: terms in Turtle's syntax."""
    if isinstance(answer, bool):
        yield f"{str(answer).lower()}\n"
        return
    yield "\t".join(f"?{v}" for v in answer.variables) + "\n"
    for row in answer.rows:
        yield "\t".join("" if t is None else t for t in row) + "\n"


def to_ntriples(answer: Triples) -> Iterator[str]:
    """Yield N-Triples lines."""
    for subject, predicate, value in answer.rows:
        yield f"{subject} {predicate} {value} .\n"


def to_turtle(answer: Triples, *, base: str) -> Iterator[str]:
    """Yield Turtle: sorted, a block a subject, prefixes of ours."""
    by_subject: dict[Term, list[tuple[Term, Term]]] = {}
    for subject, predicate, value in answer.rows:
        by_subject.setdefault(subject, []).append((predicate, value))
    used = PREFIXES | {"mgd": base}
    body = []
    for subject in sorted(by_subject):
        pairs = sorted(set(by_subject[subject]))
        lines = " ;\n    ".join(f"{turtle_term(p, base=base)} {turtle_term(v, base=base)}" for p, v in pairs)
        body.append(f"{turtle_term(subject, base=base)}\n    {lines} .\n\n")
    text = "".join(body)
    for prefix in sorted(used):
        if f"{prefix}:" in text:
            yield f"@prefix {prefix}: <{used[prefix]}> .\n"
    yield "\n" + text


def turtle_term(term: Term, *, base: str) -> str:
    """Return a term with a prefix where the rest is a plain local name, else as it is."""
    if not is_iri(term):
        return term
    short = compact(iri_value(term), base=base)
    local = short.partition(":")[2]
    plain = local and local.replace("_", "a").replace("-", "a").isalnum() and local.isascii() and local[0] != "-"
    return short if plain and not short.startswith(("http:", "https:", "urn:", "file:")) else term


def to_table(answer: Solutions | bool, *, base: str, width: int = 60) -> Iterator[str]:
    """Yield a table for people: short IRIs, cells of at most `width` characters, the count at the end."""
    if isinstance(answer, bool):
        yield f"{'yes' if answer else 'no'}\n"
        return
    rows = [[_cell(t, base=base, width=width) for t in row] for row in answer.rows]
    heads = list(answer.variables)
    widths = [max([len(h), *(len(r[i]) for r in rows)]) for i, h in enumerate(heads)]
    yield "  ".join(h.ljust(w) for h, w in zip(heads, widths, strict=True)).rstrip() + "\n"
    yield "  ".join("-" * w for w in widths) + "\n"
    for row in rows:
        yield "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() + "\n"
    yield f"({len(rows)} {'row' if len(rows) == 1 else 'rows'})\n"


def _cell(term: Term | None, *, base: str, width: int) -> str:
    if term is None:
        return ""
    text = compact(iri_value(term), base=base) if is_iri(term) else text_of(term)
    # Control characters of a hostile label must not reach the terminal.
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= width else text[: width - 1] + "…"


def render(answer: Answer, form: str, *, base: str) -> Iterable[str]:
    """Return an answer in the form named table, json, xml, csv, tsv, ntriples or turtle.

    Raises ValueError where the form does not suit the kind of answer (a table of triples is N-Triples).
    """
    if isinstance(answer, Triples):
        match form:
            case "turtle":
                return to_turtle(answer, base=base)
            case "table" | "ntriples":
                return to_ntriples(answer)
        raise ValueError(f"the query builds triples: they can be written as turtle or ntriples, not as {form}")
    match form:
        case "json":
            return to_json(answer)
        case "xml":
            return to_xml(answer)
        case "csv":
            return to_csv(answer)
        case "tsv":
            return to_tsv(answer)
        case "table":
            return to_table(answer, base=base)
    raise ValueError(f"the query gives rows: they can be written as table, json, xml, csv or tsv, not as {form}")
