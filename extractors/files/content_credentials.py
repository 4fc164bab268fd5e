"""Content Credentials (C2PA 2.x): the signed manifest in a file, read and checked by the `c2pa` library.

Checked are the hashes of the file and of every assertion, and the signature. Who signed is said, and not judged: no
list of trust is fetched, nor a manifest that lies elsewhere, nor any certificate's status; the network is not touched.
What a manifest says is used only where the check finds no fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import orjson

from extractors.files.blocks import Data
from extractors.files.claims import Claims, Speaker
from extractors.files.xmp_claims import say_plain
from extractors.files.xmp_properties import PROPERTIES
from extractors.port import Run
from ontology.model import Agent, AgentKind, Observation

CHECK, SAID = "content-credentials-check", "content-credentials"
_MOST_MANIFESTS: Final = 20
_LARGEST: Final = 1 << 30
_MIME: Final = {"video/x-msvideo": "video/avi", "audio/mpeg": "audio/mpeg", "audio/wav": "audio/wav"}
_NO_FAULT: Final = frozenset(("signingCredential.untrusted", "timeStamp.untrusted"))
_BY_AI: Final = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "trainedAlgorithmicData")
_METADATA: Final = ("c2pa.metadata", "cawg.metadata", "stds.iptc", "stds.exif", "stds.xmp", "stds.metadata")

ASSERTIONS: Final = {
    "claim_generator_info[].name, .version": "claimGenerator",
    "signature_info.issuer, .common_name": "signedBy",
    "signature_info.time": "signedDate",
    "ingredients[].title": "ingredient",
    "c2pa.actions: actions[].action": "editingAction",
    "c2pa.actions: actions[].digitalSourceType": "digitalSourceType",
    "c2pa.actions: softwareAgent of an action by AI": "aiSystem",
    "stds.schema-org.CreativeWork: author[].name": "creator",
    "c2pa.training-mining, cawg.training-mining: entries": "dataMining",
    "validation_state": "contentCredentials",
}
"""Where in a manifest what is read stands, and what it becomes; metadata assertions are read as XMP is."""


def read_credentials(data: Data, media_type: str, claims: Claims) -> list[Run]:
    """Return the Runs of the check and of the manifest; adds people's claims, or the defect, to `claims`."""
    import c2pa

    checker = Agent(AgentKind.SYSTEM, "c2pa", c2pa.sdk_version())
    store, state = _store(data, _MIME.get(media_type, media_type), claims)
    if state:
        claims_of_check = [Observation("contentCredentials", state, pointer="/C2PA/validation_state")]
        yielded = [Run(checker, CHECK, tuple(claims_of_check))]
        return yielded if state in ("invalid", "not checked") else [*yielded, *_said(store, claims)]
    return []


def _store(data: Data, mime: str, claims: Claims) -> tuple[dict[str, Any], str]:
    """Return the manifest store, and the state of the check: valid, trusted, invalid or not checked."""
    import c2pa

    if mime not in c2pa.Reader.get_supported_mime_types() or len(data) > _LARGEST:
        claims.problem(f"a C2PA manifest is there, but not checked: {mime} of {len(data)} bytes is not supported")
        return {}, "not checked"
    settings = c2pa.Settings.from_dict({"version": 1, "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}})
    try:
        with c2pa.Context(settings) as context, c2pa.Reader(mime, BytesIO(bytes(data)), context=context) as reader:
            state, store = str(reader.get_validation_state()), orjson.loads(reader.json())
    except Exception as err:  # the library raises a class for each part of it, and panics turned into errors
        claims.defect(f"the C2PA manifest cannot be read: {str(err)[:200]}; what it says is not used")
        return {}, "invalid"
    if state not in ("Valid", "Trusted"):
        faults = [s.get("code", "") for s in store.get("validation_status", ()) if isinstance(s, dict)]
        named = ", ".join(dict.fromkeys(code for code in faults if code not in _NO_FAULT)) or state
        claims.defect(f"the C2PA manifest is not valid: {named[:300]}; what it says is not used")
        return {}, "invalid"
    return store, state.lower()


def _said(store: dict[str, Any], claims: Claims) -> Iterator[Run]:
    """Yield what the active manifest, and those of its parents, say by the program that made it."""
    chain = list(_chain(store))
    if not chain:
        return
    found: dict[tuple[str, str, str, str], Observation] = {}
    for number, manifest in enumerate(chain):
        for observation in _of_manifest(manifest, claims, is_active=number == 0):
            once = observation.property == "digitalSourceType"  # of the newest manifest that gives one
            if not (once and any(said.property == observation.property for said in found.values())):
                found.setdefault(observation.key, observation)
    name, version = _generator(chain[0])
    if found:
        yield Run(Agent(AgentKind.SYSTEM, name or "content credentials", version), SAID, tuple(found.values()))


def _chain(store: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the active manifest, then that of the file it was made from, and so on."""
    manifests = store.get("manifests", {})
    label = store.get("active_manifest")
    seen: set[str] = set()
    while isinstance(label, str) and label in manifests and label not in seen and len(seen) < _MOST_MANIFESTS:
        seen.add(label)
        manifest = manifests[label]
        yield manifest
        parents = [i for i in manifest.get("ingredients", ()) if i.get("relationship") == "parentOf"]
        label = parents[0].get("active_manifest") if parents else None


def _generator(manifest: dict[str, Any]) -> tuple[str, str]:
    """Return name and version of the program that made a manifest (claim v2), or the one text of claim v1."""
    for info in manifest.get("claim_generator_info") or ():
        if isinstance(info, dict) and info.get("name"):
            return str(info["name"]), str(info.get("version") or "")
    name, _, version = str(manifest.get("claim_generator") or "").split(" ")[0].partition("/")
    return name, version


def _of_manifest(manifest: dict[str, Any], claims: Claims, *, is_active: bool) -> Iterator[Observation]:
    generator = " ".join(part for part in _generator(manifest) if part)
    if generator:
        yield Observation("claimGenerator", generator, pointer="/C2PA/claim_generator_info")
    signature = manifest.get("signature_info") or {}
    signer = signature.get("issuer") or signature.get("common_name")
    if signer:
        yield Observation("signedBy", str(signer), pointer="/C2PA/signature_info/issuer")
    if signature.get("time"):
        yield Observation("signedDate", str(signature["time"]), pointer="/C2PA/signature_info/time")
    for ingredient in manifest.get("ingredients") or ():
        if ingredient.get("title"):
            yield Observation("ingredient", str(ingredient["title"])[:2000], pointer="/C2PA/ingredients")
    for assertion in manifest.get("assertions") or ():
        label, data = str(assertion.get("label", "")), assertion.get("data")
        if label.startswith("c2pa.actions") and isinstance(data, dict):
            yield from _actions(data)
        elif is_active:
            _say_assertion(label, data, claims)


def _actions(data: dict[str, Any]) -> Iterator[Observation]:
    for action in data.get("actions") or ():
        if not isinstance(action, dict):
            continue
        if action.get("action"):
            yield Observation("editingAction", str(action["action"]), pointer="/C2PA/c2pa.actions")
        kind = str(action.get("digitalSourceType") or "")
        if kind.startswith(("http://", "https://")):
            yield Observation("digitalSourceType", kind, pointer="/C2PA/c2pa.actions")
        agent = action.get("softwareAgent")
        name, version = (agent.get("name"), agent.get("version")) if isinstance(agent, dict) else (agent, None)
        if name and kind.endswith(_BY_AI):
            yield Observation("aiSystem", str(name), pointer="/C2PA/c2pa.actions")
            if version:
                yield Observation("aiSystemVersion", str(version), pointer="/C2PA/c2pa.actions")


def _say_assertion(label: str, data: object, claims: Claims) -> None:
    """Say what people stated in an assertion; others are kept by their label."""
    pointer = f"/C2PA/{label}"
    if not isinstance(data, dict):
        claims.kept[f"C2PA:{label}"] += 1
    elif label == "stds.schema-org.CreativeWork":
        for author in data.get("author") or ():
            if isinstance(author, dict) and author.get("name"):
                claims.say(Speaker.PERSON, "creator", str(author["name"]), pointer=pointer)
    elif label.endswith(".training-mining"):
        for name, entry in (data.get("entries") or {}).items():
            if isinstance(entry, dict) and entry.get("use"):
                claims.say(Speaker.PERSON, "dataMining", f"{name}: {entry['use']}", pointer=pointer)
    elif label.startswith(_METADATA):
        for name, value in data.items():
            _say_metadata(name, value, pointer, claims)
    else:
        claims.kept[f"C2PA:{label}"] += 1


def _say_metadata(name: str, value: object, pointer: str, claims: Claims) -> None:
    """Say a property of a metadata assertion: XMP's names, as texts, lists or texts by language (JSON-LD)."""
    if name not in PROPERTIES:
        if not name.startswith("@"):
            claims.unmapped[f"C2PA:{name[:80]}"] += 1
        return
    for each in value if isinstance(value, list) else [value]:
        texts = each.items() if isinstance(each, dict) else [("", each)]
        for language, text in texts:
            if isinstance(text, str | int | float) and not isinstance(text, bool):
                tag = "" if language in ("x-default", "@value") else language
                say_plain(name, str(text), tag, f"{pointer}/{name}", claims)
