"""The trained numbers of linking: weights of the first pass, trees of the second, heads, curves, thresholds.

The model that the project ships is `models/linking.json`; `models/linking.md` says what it was trained on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.linking.boosting import BoostedTrees, trees_from_json
from graph.linking.calibrate import Curve, curve_from_json
from graph.linking.errors import LinkingError
from graph.linking.features import FEATURES, LOCAL
from graph.linking.nil import FOUND, GIVEN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL: Final = Path(__file__).parent / "models" / "linking.json"


@dataclass(frozen=True, slots=True)
class Head:
    """A probability of a mention: trees, and the curve that makes their scores honest."""

    trees: BoostedTrees
    curve: Curve

    def of(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probabilities of rows, shape (len(rows),)."""
        return self.curve.of(self.trees.probabilities(rows))


@dataclass(frozen=True, slots=True)
class LinkingModel:
    """All that linking learned.

    `local`: weights of the local features, shape (LOCAL,). `ranker`: trees over FEATURES. `known`, `given`, `found`:
    the heads of `nil`. `found_from` and `given_from`: the probabilities from which a link is said, where we found the
    span and where it was given. `encoder`: what a unit of cosine between text and description adds to the log-odds of
    a candidate.
    """

    local: NDArray[np.float64]
    ranker: BoostedTrees
    known: Head
    given: Head
    found: Head
    found_from: float
    given_from: float
    encoder: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "local": dict(zip(LOCAL, (float(f"{weight:.5g}") for weight in self.local.tolist()), strict=True)),
            "ranker": self.ranker.as_json(),
            **{
                name: {"trees": head.trees.as_json(), "curve": head.curve.as_json()}
                for name, head in (("known", self.known), ("given", self.given), ("found", self.found))
            },
            "found_from": self.found_from,
            "given_from": self.given_from,
            "encoder": self.encoder,
        }


def write_model(path: Path, model: LinkingModel) -> None:
    """Write a model as JSON; its folder is made where it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(model.as_json(), separators=(",", ":")) + "\n", encoding="utf-8")


@cache
def read_model(path: Path = MODEL) -> LinkingModel:
    """Return the model of a file, once a process.

    Raises:
        LinkingError: the file is not there, is broken, or was trained on other features than we have.
    """
    try:
        return _from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise LinkingError(f"{path}: no linking model that can be read ({err}); train it anew") from err


def _from_json(body: dict[str, Any]) -> LinkingModel:
    import numpy as np

    heads = {
        name: Head(_trees(body[name]["trees"], columns), curve_from_json(body[name]["curve"]))
        for name, columns in (("known", GIVEN), ("given", GIVEN), ("found", FOUND))
    }
    if tuple(body["local"]) != LOCAL:
        raise ValueError("it was trained on other local features")
    return LinkingModel(
        local=np.array(list(body["local"].values()), float),
        ranker=_trees(body["ranker"], FEATURES),
        found_from=float(body["found_from"]),
        given_from=float(body["given_from"]),
        encoder=float(body["encoder"]),
        **heads,
    )


def _trees(body: dict[str, Any], columns: tuple[str, ...]) -> BoostedTrees:
    trees = trees_from_json(body)
    if trees.names != columns:
        raise ValueError("it was trained on other features")
    return trees
