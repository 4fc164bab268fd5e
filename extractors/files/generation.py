"""What generating systems write about a picture they made: prompt, model, version, settings.

No standard governs this. Read here: the ``parameters`` text of Stable Diffusion web UIs (in PNG, or in EXIF's
UserComment), the node graph of ComfyUI, and the JSON that InvokeAI, NovelAI, Fooocus, SwarmUI and TensorArt write.
None of them names a digital source type, and so none is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

from extractors.files.claims import Claims, Speaker

_LONGEST: Final = 4 << 20
_DEEPEST: Final = 12

_STEPS: Final = re.compile(r"^Steps: \d+, .*", re.MULTILINE | re.DOTALL)
_NEGATIVE: Final = re.compile(r"^Negative prompt: ", re.MULTILINE)
_FIELD: Final = re.compile(r"(?:^|, )(Model|Version): ([^,\n]+)")
_JOB: Final = re.compile(r"Job ID: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*\Z")
_WEIGHTS: Final = re.compile(r"\.(?:safetensors|ckpt|pt|pth|gguf|sft|bin)$", re.IGNORECASE)

_PROMPTS: Final = ("prompt", "positive_prompt", "Prompt", "raw_prompt")
_NEGATIVES: Final = ("negative_prompt", "negativePrompt", "negativeprompt", "uc", "Negative Prompt")
_MODELS: Final = ("base_model", "model", "model_weights", "baseModel", "Model", "base_model_name")
_MODEL_NAMES: Final = ("modelFileName", "name", "model_name", "label")
_VERSIONS: Final = ("version", "app_version", "swarm_version", "Version")
_SETTINGS: Final = (
    "steps", "sampler", "sampler_name", "scheduler", "cfg", "cfg_scale", "cfgscale", "cfgScale", "guidance_scale",
    "scale", "seed", "noise_seed", "denoise", "strength", "width", "height", "aspectratio", "styles", "performance",
)  # fmt: skip
_TEXT_INPUTS: Final = ("text", "text_g", "text_l", "clip_l", "t5xxl", "prompt", "string", "value", "wildcard_text")
_MODEL_INPUTS: Final = ("ckpt_name", "unet_name", "model_name", "base_ckpt_name")

KEYWORDS: Final = {
    "parameters": "Stable Diffusion web UI, Fooocus, SwarmUI",
    "prompt": "ComfyUI's node graph",
    "invokeai_metadata": "InvokeAI",
    "sd-metadata": "InvokeAI 2",
    "generation_data": "TensorArt",
    "comment": "NovelAI, where it is such JSON",
    "aigc": "the label of GB 45438-2025",
}
"""PNG keywords under which generating systems write, in lower case, and which ones do."""


def say_generation(keyword: str, text: str, pointer: str, claims: Claims) -> bool:
    """Say what a text of a generating system means; return whether it is one."""
    if keyword not in KEYWORDS and keyword not in ("usercomment", "description"):
        return False
    if keyword == "description":
        return _say_midjourney(text, pointer, claims)
    if text.lstrip()[:1] == "{":
        document = _parsed(text)
        if keyword == "aigc":
            return _say_label(document, pointer, claims)
        return _say_graph(document, pointer, claims) or _say_json(document, pointer, claims)
    return _say_parameters(text, pointer, claims)


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST:
        return {}
    try:
        document = orjson.loads(re.sub(r"\b(?:NaN|-?Infinity)\b", "null", text))
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return {}
    return document if isinstance(document, dict) else {}


def _say(claims: Claims, prop: str, value: object, pointer: str) -> None:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        claims.say(Speaker.DEVICE, prop, str(value), pointer=pointer)


def _say_parameters(text: str, pointer: str, claims: Claims) -> bool:
    """Prompt, perhaps ``Negative prompt:``, then a line of settings that starts with ``Steps:``."""
    settings = _STEPS.search(text)
    if settings is None:
        return False
    prompts = text[: settings.start()]
    negative = _NEGATIVE.search(prompts)
    _say(claims, "aiPrompt", prompts[: negative.start()] if negative else prompts, pointer)
    if negative:
        _say(claims, "aiSettings", f"Negative prompt: {prompts[negative.end() :].strip()}", pointer)
    _say(claims, "aiSettings", settings[0], pointer)
    for name, value in _FIELD.findall(settings[0]):
        _say(claims, "aiSystem" if name == "Model" else "aiSystemVersion", value, pointer)
    return True


def _say_midjourney(text: str, pointer: str, claims: Claims) -> bool:
    match = _JOB.search(text, max(0, len(text) - 80))
    if match is None or " --" not in text:
        return False
    _say(claims, "aiPrompt", text[: match.start()], pointer)
    _say(claims, "jobId", match[1], pointer)
    return True


def _say_json(document: dict[str, Any], pointer: str, claims: Claims) -> bool:
    """One object with the prompt beside the settings; `sui_image_params` and `image` are SwarmUI's and InvokeAI's."""
    inner = next((v for key in ("sui_image_params", "image") if isinstance(v := document.get(key), dict)), {})
    merged = {**document, **inner}
    prompt = next((merged[key] for key in _PROMPTS if key in merged), None)
    if isinstance(prompt, list):
        prompt = next((part.get("prompt") for part in prompt if isinstance(part, dict)), None)
    settings = [f"{key}: {merged[key]}" for key in _SETTINGS if isinstance(merged.get(key), str | int | float)]
    if not isinstance(prompt, str) or not settings:
        return False
    _say(claims, "aiPrompt", prompt, pointer)
    for negative in [merged[key] for key in _NEGATIVES if isinstance(merged.get(key), str) and merged[key]][:1]:
        _say(claims, "aiSettings", f"Negative prompt: {negative}", pointer)
    _say(claims, "aiSettings", ", ".join(settings), pointer)
    for model in [merged[key] for key in _MODELS if merged.get(key)][:1]:
        name = next((model[k] for k in _MODEL_NAMES if k in model), "") if isinstance(model, dict) else model
        _say(claims, "aiSystem", _WEIGHTS.sub("", str(name)), pointer)
    _say(claims, "aiSystemVersion", next((merged[key] for key in _VERSIONS if key in merged), None), pointer)
    return True


def _say_graph(document: dict[str, Any], pointer: str, claims: Claims) -> bool:
    """ComfyUI: nodes by number, each with its class and inputs; an input that is a list points to a node."""
    nodes = {key: node for key, node in document.items() if isinstance(node, dict) and "class_type" in node}
    if not nodes:
        return False
    claims.say(Speaker.DEVICE, "software", "ComfyUI", pointer=pointer)
    for node in nodes.values():
        inputs = node.get("inputs")
        if not isinstance(inputs, dict):
            continue
        for key in _MODEL_INPUTS:
            if isinstance(inputs.get(key), str):
                _say(claims, "aiSystem", _WEIGHTS.sub("", re.split(r"[/\\]", inputs[key])[-1]), pointer)
        if "positive" in inputs and any(key in inputs for key in ("seed", "noise_seed", "steps")):
            _say_sampler(nodes, inputs, pointer, claims)
    return True


def _say_sampler(nodes: dict[str, Any], inputs: dict[str, Any], pointer: str, claims: Claims) -> None:
    for text in _texts_of(nodes, inputs["positive"], 0):
        _say(claims, "aiPrompt", text, pointer)
    for text in _texts_of(nodes, inputs.get("negative"), 0):
        if text.strip():
            _say(claims, "aiSettings", f"Negative prompt: {text}", pointer)
    settings = [f"{key}: {inputs[key]}" for key in _SETTINGS if isinstance(inputs.get(key), str | int | float)]
    _say(claims, "aiSettings", ", ".join(settings), pointer)


def _texts_of(nodes: dict[str, Any], link: object, depth: int) -> Iterator[str]:
    """Yield the texts that lead to an input, following links through further nodes."""
    node = nodes.get(str(link[0])) if isinstance(link, list) and link else None
    inputs = node.get("inputs") if node is not None and depth < _DEEPEST else None
    if not isinstance(inputs, dict):
        return
    found = [inputs[key] for key in _TEXT_INPUTS if isinstance(inputs.get(key), str)]
    yield from found
    if not found:
        for key in (*_TEXT_INPUTS, "conditioning", "conditioning_1", "positive"):
            yield from _texts_of(nodes, inputs.get(key), depth + 1)


def _say_label(document: dict[str, Any], pointer: str, claims: Claims) -> bool:
    """GB 45438-2025, annex E: Label (1 generated, 2 possibly, 3 suspected), who produced and who spread it."""
    inner = document.get("AIGC", document)
    if not isinstance(inner, dict) or "Label" not in inner:
        return False
    _say(claims, "aiSettings", f"AIGC Label: {inner['Label']}", pointer)
    _say(claims, "aiSystem", inner.get("ContentProducer"), pointer)
    _say(claims, "imageGuid", inner.get("ProduceID"), pointer)
    return True
