"""Laws of committing, for any sequence of changes (hypothesis)."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.canonical_terms import canonical_quad, restore_blank, skolemise, stored_form
from graph.changes import ChangeRefused, change_feed, commit
from graph.history import as_of
from graph.patch import PatchError, decode_patch, encode_patch, parse_patch, patch_text
from graph.runs import commit_run, split_into_changesets
from graph.stores.oxigraph import MemoryDataset
from graph.undo import net_change, undo
from graph.verify import verify_changes
from ontology.graphs import CHANGES, FACTS
from ontology.model import Quad
from ontology.model.rdf import XSD, lang_string, string, typed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAID = {"author": "a", "reason": "r", "now": NOW}
LAWS = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

nodes = st.integers(0, 3).map(lambda number: f"<https://example.org/n{number}>")
literals = st.one_of(
    st.text(max_size=8).map(string),
    st.builds(lang_string, st.text(max_size=4), st.sampled_from(["en", "fr-ca"])),
    st.sampled_from(
        ['"7"^^<http://www.w3.org/2001/XMLSchema#integer>', '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>']
    ),
)
quads = st.builds(
    Quad, nodes, nodes, st.one_of(nodes, literals), st.sampled_from(["", FACTS, "<https://example.org/g>"])
)
changes = st.lists(st.tuples(st.sets(quads, max_size=4), st.sets(quads, max_size=4)), max_size=6)


def apply(state: set[Quad], remove: set[Quad], add: set[Quad]) -> set[Quad]:
    return (state - remove) | add


def standing(reader) -> set[Quad]:
    return {quad for quad in reader.quads() if quad.graph != CHANGES}


@LAWS
@given(changes)
def test_the_state_is_what_the_changes_say_and_what_the_patches_replay(steps):
    dataset, states = MemoryDataset(), [set()]
    with dataset.writer(holder="law") as writer:
        for remove, add in steps:
            before = writer.sequence
            sequence = commit(writer, remove=remove, add=add, **SAID)
            state = apply(states[-1], remove, add)
            assert sequence == before + (state != states[-1]), "a commit that changes nothing writes nothing"
            if state != states[-1]:
                states.append(state)
        assert standing(writer) == states[-1]
        assert list(verify_changes(writer)) == []
        for change, before, after in zip(change_feed(writer), states, states[1:], strict=False):
            assert set(change.removed) == before - after
            assert set(change.added) == after - before
    for sequence, state in enumerate(states):
        with as_of(dataset, sequence) as past:
            assert standing(past) == state
            assert past.sequence == sequence


@LAWS
@given(changes)
def test_undoing_all_from_the_last_to_the_first_restores_nothing_at_all(steps):
    dataset = MemoryDataset()
    with dataset.writer(holder="law") as writer:
        for remove, add in steps:
            commit(writer, remove=remove, add=add, **SAID)
        for sequence in range(writer.sequence, 0, -1):
            undo(writer, sequence, **SAID)
        assert standing(writer) == set()


@LAWS
@given(changes, st.integers(1, 6))
def test_an_undo_takes_back_exactly_one_change_or_names_the_later_ones(steps, sequence):
    dataset = MemoryDataset()
    with dataset.writer(holder="law") as writer:
        for remove, add in steps:
            commit(writer, remove=remove, add=add, **SAID)
        if sequence > writer.sequence:
            return
        before = standing(writer)
        change = next(change_feed(writer, after=sequence - 1))
        later: tuple[int, ...] | None = None
        try:
            undo(writer, sequence, **SAID)
        except ChangeRefused as refused:
            later = refused.later
        if later is not None:
            assert later
            assert all(one > sequence for one in later)
            assert standing(writer) == before
        else:
            assert standing(writer) == apply(before, set(change.added), set(change.removed))


@LAWS
@given(st.sets(quads, max_size=30), st.sets(quads, max_size=30), st.integers(1, 9))
def test_a_run_does_what_one_commit_would(before, after, limit):
    dataset = MemoryDataset()
    with dataset.writer(holder="law") as writer:
        commit(writer, add=before, **SAID)
        commit_run(writer, remove=before - after, add=after, run="run", limit=limit, **SAID)
        assert standing(writer) == after
        removed, added = net_change(list(change_feed(writer, after=1 if before else 0)))
        assert (removed, added) == (before - after, after - before)


@LAWS
@given(st.sets(quads, max_size=30), st.sets(quads, max_size=30), st.integers(1, 9))
def test_splitting_keeps_every_quad_once_within_the_limit(remove, add, limit):
    parts = list(split_into_changesets(remove, add, limit=limit))
    assert sorted(quad for removed, _ in parts for quad in removed) == sorted(remove)
    assert sorted(quad for _, added in parts for quad in added) == sorted(add)
    assert all(0 < len(removed) + len(added) <= limit for removed, added in parts)


@pytest.mark.parametrize("stop", [1, 2, 3, 4])
def test_an_interrupted_run_is_taken_back_even_if_that_is_interrupted_again(stop):
    """The write fails after some parts, and so does taking back after some more; in the end nothing of it stands."""
    dataset = MemoryDataset()
    before = {Quad(f"<https://example.org/{number}>", "<https://example.org/p>", '"old"') for number in range(10)}
    after = {quad._replace(object='"new"') for quad in before}
    with dataset.writer(holder="law") as writer:
        commit(writer, add=before, **SAID)
        working = writer.apply

        def fails_after(count: int):
            def apply_some(**change):
                nonlocal count
                if count == 0:
                    raise OSError("the process ends here")
                count -= 1
                working(**change)

            return apply_some

        writer.apply = fails_after(stop)
        with pytest.raises(OSError, match="ends here"):
            commit_run(writer, remove=before, add=after, run="run", limit=4, **SAID)
        assert standing(writer) not in (before, after), "else this test would see nothing"
        from graph.runs import undo_interrupted_run

        if stop > 1:
            writer.apply = fails_after(1)
            with suppress(OSError):
                undo_interrupted_run(writer, now=NOW)
        writer.apply = working
        undo_interrupted_run(writer, now=NOW)
        assert standing(writer) == before
        assert list(verify_changes(writer)) == []
        sequence = writer.sequence
        undo_interrupted_run(writer, now=NOW)
        assert writer.sequence == sequence, "what is whole is left alone"


@LAWS
@given(st.sets(quads, max_size=20), st.sets(quads, max_size=20), st.sets(nodes, max_size=3))
def test_a_patch_reads_back_as_it_was_written(removed, added, erased):
    text = patch_text(removed, added, erased)
    patch = parse_patch(decode_patch(encode_patch(text)))
    assert (set(patch.removed), set(patch.added), set(patch.erased)) == (removed, added, erased)
    assert text == patch_text(patch.removed, patch.added, patch.erased), "one patch has one text"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("X <a> <b> <c> .", 1),
        ("A <a> <b> .", 1),
        ("A <a:a> <a:b> <a:c>", 1),
        ("A <a:a> <a:b> <a:c> .\nnonsense", 2),
        ("E <a:a>", 1),
    ],
)
def test_a_patch_that_cannot_be_read_names_the_line(text, line):
    with pytest.raises(PatchError, match=f"line {line}"):
        parse_patch(text)


@pytest.mark.parametrize("encoded", ["", "%%%", "AAAA", encode_patch("A x")[:-8]])
def test_a_damaged_patch_is_named(encoded):
    with pytest.raises(PatchError, match="damaged"):
        decode_patch(encoded)


@LAWS
@given(st.lists(quads, max_size=10))
def test_canonical_quads_stay_as_they_are(some):
    once = [canonical_quad(quad) for quad in some]
    assert [canonical_quad(quad) for quad in once] == once


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.floats().map(lambda number: typed(repr(number).replace("inf", "INF").replace("nan", "NaN"), XSD + "double")),
        st.decimals(-(10**9), 10**9, places=6).map(lambda number: typed(str(number), XSD + "decimal")),
        st.integers(-(2**63), 2**63 - 1).map(lambda number: typed(str(number), XSD + "integer")),
        st.datetimes(timezones=st.timezones()).map(lambda moment: typed(moment.isoformat(), XSD + "dateTime")),
        st.datetimes().map(lambda moment: typed(moment.isoformat(), XSD + "dateTime")),
        st.dates().map(lambda day: typed(day.isoformat(), XSD + "date")),
        st.booleans().map(lambda truth: typed(str(truth), XSD + "boolean")),
        st.text().map(string),
        st.builds(lang_string, st.text(), st.sampled_from(["EN", "pt-BR", "zh-Hant-TW"])),
    )
)
def test_what_the_model_calls_canonical_is_what_stores_give_back(term):
    """`trusted` commits, and every comparison of what stands with what is wanted, rely on it."""
    assert stored_form(term) == term


def test_blank_nodes_go_in_and_come_out_by_scope():
    base = "https://example.org/"
    blank = [Quad("_:a", "<https://example.org/p>", "_:b"), Quad("_:b", "<https://example.org/p>", '"x"')]
    first, again, other = (skolemise(blank, base=base, scope=scope) for scope in ("file 1", "file 1", "file 2"))
    assert first == again
    assert {quad.subject for quad in first}.isdisjoint(quad.subject for quad in other)
    out = [quad._replace(subject=restore_blank(quad.subject, base=base)) for quad in first]
    assert all(quad.subject.startswith("_:") for quad in out)
    assert out[0].subject != out[1].subject
    assert restore_blank("<https://elsewhere.org/.well-known/genid/x>", base=base).startswith("<")


def test_the_time_of_a_change_is_absolute():
    dataset = MemoryDataset()
    quad = Quad("<https://example.org/s>", "<https://example.org/p>", '"x"')
    with dataset.writer(holder="law") as writer:
        with pytest.raises(ValueError, match="no time zone"):
            commit(writer, add=[quad], author="a", reason="r", now=datetime(2026, 1, 1))
        moment = NOW.replace(microsecond=120_000) + timedelta(hours=1)
        commit(writer, add=[quad], author="a", reason="r", now=moment)
        assert next(change_feed(writer)).time == "2026-11-22T01:00:00.12Z"
