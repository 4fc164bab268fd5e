"""Language tags: what our terms accept, the store accepts too, and the other way round."""

from __future__ import annotations

import pyoxigraph
from hypothesis import example, given
from hypothesis import strategies as st

from ontology.model.rdf import TermError, lang_string

SUBTAGS = st.text(alphabet="abxyz019", min_size=0, max_size=9)


def accepts(tag: str) -> bool:
    try:
        return bool(lang_string("a", tag))
    except TermError:
        return False


@given(st.lists(SUBTAGS, min_size=1, max_size=4).map("-".join))
@example("qqq-9")
@example("en-a")
@example("zh-hant-tw")
@example("de-1901")
@example("en-gb-oed")
@example("x-a")
@example("en-x-whatever-1")
def test_we_and_the_store_agree(tag: str) -> None:
    try:
        pyoxigraph.Store().update(f'INSERT DATA {{ <http://a/> <http://b/> "a"@{tag} }}')
    except SyntaxError:
        assert not accepts(tag)
    else:
        assert accepts(tag)
