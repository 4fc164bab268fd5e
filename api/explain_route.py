"""`/explain`: the evidence behind an asset, a fact or a triple, as a page or as JSON-LD."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from api.explanations import jsonld
from api.pages_route import page
from api.patterns import split_pattern
from api.problems import Problem
from graph.dataset import Dataset
from graph.explain import Explainer
from graph.explained import ExplainedAsset, ExplainedFact, NothingToExplain

router = APIRouter()
_MOST = 200

Target = Annotated[str, Query(description="An asset's name, id or IRI, a fact's IRI, or a pattern of three terms.")]


@router.get("/explain", summary="The evidence behind an asset, a fact or a triple")
def explain(request: Request, target: Target = "") -> Response:
    """Return an explanation, as JSON-LD unless HTML is preferred."""
    dataset: Dataset = request.app.state.dataset
    if not target.strip():
        raise Problem(400, "No target", "the parameter 'target' is missing or empty")
    with dataset.reader() as reader:
        explainer = Explainer(reader, dataset.base)
        try:
            pattern = split_pattern([target])
            explained: ExplainedAsset | ExplainedFact | list[ExplainedFact]
            if pattern is None:
                explained = explainer.find(target.strip())
            else:
                terms = [explainer.term(term) for term in pattern]
                explained = list(islice(explainer.triple(*terms), _MOST))
        except NothingToExplain as err:
            raise Problem(404, "Nothing to explain", str(err)) from err
        except ValueError as err:
            raise Problem(400, "Not a target", str(err)) from err
    if "text/html" in request.headers.get("accept", ""):
        if isinstance(explained, ExplainedAsset):
            return page("asset.html", asset=explained)
        facts = explained if isinstance(explained, list) else [explained]
        return page("facts.html", facts=facts, target=target)
    return JSONResponse(jsonld(explained), media_type="application/ld+json")
