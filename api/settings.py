"""Settings: `MEDIAGRAPH_*` variables over one TOML file over defaults. Read once, at the door; below it, arguments."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it, its value and the rule."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, in the order of docs/reference/settings.md.

    `data`: the data folder. `base`: the base of data IRIs, used only where a data folder is made. `query_url` and
    `update_url`: a SPARQL 1.1 endpoint in place of the embedded store. `workers`: processes that extract (0: one a
    core). `batch`: Assets in a ChangeSet. `similarity`: whether labels may find Concepts by meaning. `fingerprints`:
    whether pictures and films are decoded for what they look like, so that near duplicates are found. `neo4j_uri`: the
    server that Neo4j's projection is kept in, none where it is empty; `neo4j_user`, `neo4j_password` (never shown) and
    `neo4j_database` belong to it. `wikidata_index`: the folder of the index that names are linked by; the starter
    index that comes with the project where it is empty. `ner_model`: the model that finds names in text, as
    `graph.linking.ner` names them; spaCy's small English one where it is empty. `reconcile_origins`: origins whose web
    pages may read `/reconcile`, beside those of this machine; `*` for all.
    """

    data: Path = Path("mediagraph-data")
    base: str = "https://mediagraph.example/id/"
    query_url: str = ""
    update_url: str = ""
    workers: int = 0
    batch: int = 150
    similarity: bool = True
    fingerprints: bool = True
    neo4j_uri: str = ""
    neo4j_user: str = "neo4j"
    neo4j_password: str = field(default="", repr=False)
    neo4j_database: str = "neo4j"
    wikidata_index: str = ""
    ner_model: str = ""
    reconcile_origins: str = ""

    @staticmethod
    def from_env(environ: Mapping[str, str] = os.environ) -> Settings:
        """Return the settings of an environment and of the TOML file that MEDIAGRAPH_CONFIG names, if any."""
        values: dict[str, Any] = {}
        config = environ.get("MEDIAGRAPH_CONFIG")
        if config:
            values |= _from_toml(Path(config))
        known = {f.name for f in fields(Settings)}
        for name in known:
            text = environ.get(f"MEDIAGRAPH_{name.upper()}")
            if text:
                values[name] = text
        return replace(Settings(), **{name: _typed(name, value) for name, value in values.items()})


def _from_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except OSError as err:
        raise SettingsError(f"MEDIAGRAPH_CONFIG {str(path)!r} cannot be read: {err.strerror}") from err
    except tomllib.TOMLDecodeError as err:
        raise SettingsError(f"MEDIAGRAPH_CONFIG {str(path)!r} is not TOML: {err}") from err
    known = {f.name for f in fields(Settings)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsError(f"{path}: unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}")
    return values


def _typed(name: str, value: Any) -> Any:
    kind = {f.name: f.type for f in fields(Settings)}[name]
    try:
        if kind == "Path":
            return Path(str(value))
        if kind == "int":
            return int(value)
        if kind == "bool":
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[str(value).lower()]
        return str(value)
    except (KeyError, ValueError) as err:
        raise SettingsError(f"setting {name} is {value!r}, which is no {kind}") from err
