"""The service manifest (API 0.2, section 3.1): what this service is, and where its parts are."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

from fastapi import Request

from graph.linking.concept_things import CONCEPT
from graph.linking.entity_things import ENTITY
from graph.linking.index_things import ITEM
from graph.linking.reconciling import Reconciler
from ontology.namespaces import MG, PREFIXES

PATH: Final = "/reconcile"
WIDTH, HEIGHT = 430, 200
"""Size of a preview, in CSS pixels."""

SETTINGS: Final = (
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "Maximum number of values to return per row (0 for no limit)",
    },
    {
        "name": "language",
        "label": "Language",
        "type": "text",
        "default": "",
        "help_text": "Language of labels, such as fr; empty for the one that is shown",
    },
)
"""What a client may set for a property that it asks for."""


def manifest(request: Request, reconciler: Reconciler) -> dict[str, Any]:
    """Return the manifest, with the addresses by which the client reached this service."""
    here = str(request.base_url).rstrip("/")
    general = (ITEM, CONCEPT, ENTITY, "wikidata:person", "wikidata:organisation", "wikidata:place", "wikidata:work")
    kinds = reconciler.kinds
    return {
        "versions": ["0.2"],
        "name": "mediagraph: taxonomy, entities, Wikidata" if ITEM in kinds else "mediagraph: taxonomy, entities",
        # A QID is to be read after it; every other identifier is an IRI of its own.
        "identifierSpace": PREFIXES["wd"],
        "schemaSpace": MG,
        "serviceVersion": version("mediagraph"),
        "view": {"url": f"{here}{PATH}/view?id={{{{id}}}}"},
        "preview": {"url": f"{here}{PATH}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "defaultTypes": [{"id": kind, "name": kinds[kind].name} for kind in general if kind in kinds],
        "suggest": {kind: _suggest(here, kind) for kind in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": here, "service_path": f"{PATH}/extend/propose"},
            "property_settings": list(SETTINGS),
        },
    }


def _suggest(here: str, kind: str) -> dict[str, str]:
    return {
        "service_url": here,
        "service_path": f"{PATH}/suggest/{kind}",
        "flyout_service_url": here,
        "flyout_service_path": f"{PATH}/flyout/{kind}?id=${{id}}",
    }
