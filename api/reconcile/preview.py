"""`/reconcile/preview` and `/reconcile/view`: what a person sees of a thing (API 0.2, sections 3.1 and 5)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages_route import page
from api.problems import Problem
from api.reconcile.cors import Origins
from api.reconcile.service import ReconcileService
from graph.linking.index_things import qid_of
from graph.linking.reconciling import Reconciler
from graph.linking.things import Ref, Thing

router = APIRouter()

_STYLE: Final = (
    ":root{color-scheme:light dark}body{margin:8px;font:14px/1.4 system-ui,sans-serif}h1{margin:0;font-size:16px}"
    "p{margin:4px 0}.quiet{opacity:.7;overflow-wrap:anywhere;font-size:12px}"
)
_DIGEST: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_SHOWN: Final = 6
_LONGEST: Final = 300

Id = Annotated[str, Query(max_length=2_000, description="A QID, an IRI or a CURIE.")]


@router.get("/reconcile/preview", summary="A small page about a thing")
def preview(request: Request, id: Id = "") -> HTMLResponse:
    """Return a page to be shown in a frame: without scripts, links or anything from elsewhere."""
    service: ReconcileService = request.app.state.reconcile
    origins: Origins = request.app.state.reconcile_origins
    with service.opened() as reconciler:
        thing = _found(reconciler, id)
        kinds = ", ".join(reconciler.kinds[kind].name for kind in thing.types[:3] if kind in reconciler.kinds)
        aliases = ", ".join(str(alias) for alias in reconciler.values(thing.id, "alias")[:_SHOWN])
    lines = [(thing.description, ""), (f"Also: {aliases}" if aliases else "", ""), (kinds, ""), (thing.iri, "quiet")]
    body = "".join(f'<p class="{style}">{escape(text[:_LONGEST])}</p>' for text, style in lines if text)
    name = escape(thing.name[:_LONGEST])
    html = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style>'
        f"</head><body><h1>{name}</h1>{body}</body></html>\n"
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; sandbox; "
        f"frame-ancestors {origins.frame_ancestors}"
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


@router.get("/reconcile/view", summary="The page of a thing")
def view(request: Request, id: Id = "") -> Response:
    """Lead to Wikidata's page of an item; return a page of ours about a Concept or an Entity."""
    service: ReconcileService = request.app.state.reconcile
    with service.opened() as reconciler:
        thing = _found(reconciler, id)
        qid = qid_of(thing.id)
        if qid is not None:
            # Only ever a number after a fixed address: it cannot lead elsewhere.
            return RedirectResponse(f"https://www.wikidata.org/wiki/Q{qid}", status_code=302)
        rows = [
            (prop.name, [(v.name, v.id) if isinstance(v, Ref) else (str(v), "") for v in values])
            for prop in reconciler.properties()
            if prop.id != "label" and (values := reconciler.values(thing.id, prop.id))
        ]
    return page("thing.html", thing=thing, rows=rows)


def _found(reconciler: Reconciler, identifier: str) -> Thing:
    if not identifier.strip():
        raise Problem(400, "No target", "the parameter 'id' is missing or empty")
    thing = reconciler.find(identifier)
    if thing is None:
        raise Problem(404, "Not found", f"nothing here has the identifier {identifier[:200]!r}")
    return thing
