"""Opening what the settings name: a Dataset to read, or an engine that may write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Settings, SettingsError
from graph.datafolder import DataFolder, make_data_folder, open_data_folder

if TYPE_CHECKING:
    from graph.engine import Engine
    from graph.linking.index import WikidataIndex
    from graph.neo4j.connection import Connection
    from graph.stores.oxigraph_disk import DiskDataset
    from graph.stores.sparql_endpoint import EndpointDataset

    OurDataset = DiskDataset | EndpointDataset


def open_dataset(settings: Settings) -> OurDataset:
    """Return the Dataset of existing settings; raise `DataFolderError` where there is no data folder."""
    if _names_endpoint(settings):
        return _endpoint(settings)
    return _disk(open_data_folder(settings.data))


def open_engine(settings: Settings, *, make: bool = False) -> Engine:
    """Return what can change facts; with `make`, the data folder is made where there is none."""
    # Imported here: who only reads need not wait for it.
    from graph.engine import Engine

    folder = make_data_folder(settings.data, base=settings.base) if make else open_data_folder(settings.data)
    dataset = _endpoint(settings) if _names_endpoint(settings) else _disk(folder)
    embedder = None
    if settings.similarity:
        from extractors.models.embedding import MiniLmEmbedder

        embedder = MiniLmEmbedder()
    return Engine(dataset, blobs=folder.blobs, embedder=embedder, vectors=_cache_folder(), batch=settings.batch)


def open_neo4j(settings: Settings, *, timeout_s: float = 15) -> Connection | None:
    """Return a connection to the Neo4j of the settings, without asking it anything yet; None where none is named.

    `timeout_s` bounds finding out that it is away. Raises `Neo4jRefused` for an address that cannot be one.
    """
    if not settings.neo4j_uri:
        return None
    # Imported here: the driver takes a while, and most have no Neo4j.
    from graph.neo4j.connection import Connection, Neo4jSettings

    where = Neo4jSettings(settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password, settings.neo4j_database)
    return Connection(where, timeout_s=timeout_s)


def data_folder(settings: Settings) -> DataFolder:
    """Return the data folder of the settings; raise `DataFolderError` where there is none."""
    return open_data_folder(settings.data)


def open_index(settings: Settings, folder: Path | None = None) -> WikidataIndex:
    """Return the index that names are linked by, with the data folder's own overlay; `folder` names another index."""
    from graph.linking.index import WikidataIndex
    from graph.linking.wikidata_info import index_folder

    found = folder or index_folder(settings.wikidata_index)
    return WikidataIndex.open(found, overlay=settings.data / "wikidata-overlay")


def _disk(folder: DataFolder) -> DiskDataset:
    from graph.stores.oxigraph_disk import DiskDataset

    return DiskDataset(folder)


def _names_endpoint(settings: Settings) -> bool:
    if bool(settings.query_url) != bool(settings.update_url):
        raise SettingsError("query_url and update_url go together: one of them is empty")
    return bool(settings.query_url)


def _endpoint(settings: Settings) -> EndpointDataset:
    from graph.stores.sparql_endpoint import EndpointDataset
    from graph.stores.sparql_http import Endpoint

    return EndpointDataset(Endpoint(settings.query_url, settings.update_url), base=settings.base)


def _cache_folder() -> Path:
    """Return where vectors of Concepts are kept between runs: a cache, which may be deleted at any time."""
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(root) / "mediagraph"
