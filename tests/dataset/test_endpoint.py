"""What only a remote store needs: compare-and-set, lost answers, servers that tear updates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graph.changes import commit
from graph.dataset import ChangeConflict, DatasetError
from graph.stores.sparql_endpoint import EndpointDataset, EndpointNotAtomic, refuse_torn_updates
from graph.stores.sparql_http import Endpoint
from ontology.graphs import FACTS
from ontology.model import Quad

BASE = "https://example.org/id/"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
A = Quad("<https://example.org/a>", "<https://example.org/p>", '"a"', FACTS)
B = A._replace(object='"b"')


class LosesAnswers(Endpoint):
    def update(self, sparql: str) -> None:
        super().update(sparql)
        raise DatasetError("the connection broke before the answer came")


class RefusesUpdates(Endpoint):
    def update(self, sparql: str) -> None:
        raise DatasetError("503 Service Unavailable")


class TearsUpdates(Endpoint):
    """Runs the operations of a request one by one, each for good."""

    def update(self, sparql: str) -> None:
        for operation in sparql.split(" ;\n"):
            super().update(operation)


class NeverFails(Endpoint):
    def update(self, sparql: str) -> None:
        super().update(sparql.split(" ;\n", maxsplit=1)[0])


def like(endpoint: Endpoint, kind: type[Endpoint]) -> Endpoint:
    return kind(endpoint.query_url, endpoint.update_url)


@pytest.fixture(params=["oxigraph_server", "fuseki_memory"])
def endpoint(request) -> Endpoint:
    found: Endpoint = request.getfixturevalue(request.param)
    found.update("DROP ALL")
    return found


def test_of_two_writers_at_one_head_the_second_is_told(endpoint):
    dataset = EndpointDataset(endpoint, base=BASE)
    with dataset.writer(holder="one") as one, dataset.writer(holder="two") as two:
        assert commit(one, add=[A], author="one", reason="r", now=NOW) == 1
        with pytest.raises(ChangeConflict, match="first"):
            commit(two, add=[B], author="two", reason="r", now=NOW)
        assert two.give_way() is True
        assert commit(two, add=[B], author="two", reason="r", now=NOW) == 2
        assert two.give_way() is False
    with dataset.reader() as reader:
        assert set(reader.quads(A.subject)) == {A, B}


def test_a_lost_answer_is_not_a_lost_commit(endpoint):
    dataset = EndpointDataset(endpoint, base=BASE)
    with dataset.writer(holder="one") as writer:
        writer._endpoint = like(endpoint, LosesAnswers)
        assert commit(writer, add=[A], author="one", reason="r", now=NOW) == 1
        assert commit(writer, add=[B], author="one", reason="r", now=NOW) == 2
    with dataset.reader() as reader:
        assert reader.sequence == 2


def test_a_refused_update_leaves_nothing_and_the_writer_can_go_on(endpoint):
    dataset = EndpointDataset(endpoint, base=BASE)
    with dataset.writer(holder="one") as writer:
        writer._endpoint = like(endpoint, RefusesUpdates)
        with pytest.raises(DatasetError, match="nothing of it stands: 503"):
            commit(writer, add=[A], author="one", reason="r", now=NOW)
        writer._endpoint = endpoint
        assert commit(writer, add=[A], author="one", reason="r", now=NOW) == 1


def test_an_endpoint_that_tears_updates_is_refused_and_left_clean(endpoint):
    with pytest.raises(EndpointNotAtomic, match="first half"):
        refuse_torn_updates(like(endpoint, TearsUpdates))
    assert endpoint.ask("ASK { GRAPH ?g { ?s ?p ?o } }") is False


def test_an_endpoint_that_hides_failures_cannot_be_told_to_be_atomic(endpoint):
    with pytest.raises(EndpointNotAtomic, match="does not fail"):
        EndpointDataset(like(endpoint, NeverFails), base=BASE)
    assert endpoint.ask("ASK { GRAPH ?g { ?s ?p ?o } }") is False


def test_a_real_endpoint_passes_the_probe_and_is_left_clean(endpoint):
    refuse_torn_updates(endpoint)
    assert endpoint.ask("ASK { GRAPH ?g { ?s ?p ?o } }") is False


def test_base_and_identity_stay_as_they_were_made(endpoint):
    identity = EndpointDataset(endpoint, base=BASE).identity
    assert EndpointDataset(endpoint, base=BASE).identity == identity
    with pytest.raises(DatasetError, match=r"with base https://example.org/id/, not https://other.example/"):
        EndpointDataset(endpoint, base="https://other.example/")


def test_a_server_that_is_away_is_named():
    away = Endpoint("http://127.0.0.1:9/query", "http://127.0.0.1:9/update")
    with pytest.raises(DatasetError, match=r"127\.0\.0\.1:9/\w+ does not answer"):
        EndpointDataset(away, base=BASE)
