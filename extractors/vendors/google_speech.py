"""Google Speech-to-Text, versions 1, 1p1beta1 and 2: an answer, a finished operation, or a batch with inline results.

Each result is an utterance of the best alternative; together they are the transcript, one for each channel where
channels were told apart. Where speakers were told apart, version 1 repeats all words in a last result without a
transcript: its turns are claims about who speaks when. https://cloud.google.com/speech-to-text/docs/reference/rest
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractors.json_form import JsonForm, Said, make_run
from extractors.port import AssetReference, Source, SourceRefused
from extractors.reading import Node
from extractors.vendors.google_json import either_spelling, failure, read_duration, read_time
from extractors.vendors.google_speech_words import Speech, read_speech, result_keys
from extractors.vendors.spelling import camel, fits_either
from ontology.model import Agent, AgentKind, Observation, Segment

KEYS: Final[dict[str, str]] = {
    **result_keys("results[]"),
    "results[].resultEndTime": "the utterance's end, where it has no words",
    "results[].resultEndOffset": "the same in version 2",
    "results[].channelTag": "speaker as 'channel 2', where several channels speak",
    "results[].isFinal": "false: kept, since a later result says it better",
    "results[].stability": "kept: how likely an interim result is to change",
    "results[]": "kept: an interim result of a stream",
    "transcript": "the results of one file of a batch",
    "inlineResult.transcript": "the results of one file of a batch",
    "inlineResult.vttCaptions": "kept: the same as WebVTT",
    "inlineResult.srtCaptions": "kept: the same as SubRip",
    "cloudStorageResult": "kept: where the results lie",
    "uri": "kept: where the results lie",
    "metadata.uri": "the Asset's name",
    "metadata.lastUpdateTime": "when the Activity ended",
    "metadata.updateTime": "when the Activity ended",
    **{
        f"metadata.{key}": why
        for key, why in {
            "@type": "kept: which message this is",
            "startTime": "kept: when the request came",
            "createTime": "kept: when the request came",
            "progressPercent": "kept: 100 in a finished operation",
            "resource": "kept: the caller's recogniser",
            "method": "kept: the operation's name",
            "batchRecognizeRequest": "kept: what was asked for",
            "batchRecognizeMetadata": "kept: progress of each file",
            "totalBilledDuration": "kept: what the request cost",
            "requestId": "kept: Google's number of the request",
            "outputConfig": "kept: where the results were written",
        }.items()
    },
    "name": "kept: Google's name of the operation",
    "done": "kept: true in a finished operation",
    "@type": "kept: which message this is",
    "response.@type": "kept: which message this is",
    "totalBilledTime": "kept: what the request cost",
    "totalBilledDuration": "kept: what the request cost",
    "requestId": "kept: Google's number of the request",
    "usingLegacyModels": "kept: which generation of models answered",
    "speechAdaptationInfo": "kept: whether the caller's phrases were used",
    "speechEventType": "kept: an event of a stream",
    "speechEventTime": "kept: an event of a stream",
    "speechEventOffset": "kept: an event of a stream",
}
"""Keys inside ``response`` and inside each file of a batch stand here without what is around them."""

_AGENT: Final = Agent(AgentKind.MODEL, "google-speech-to-text")
_HOLD_RESULTS: Final = ("results", "transcript", "inlineResult", "cloudStorageResult", "totalBilledTime")
_FILE_KEYS: Final = ("inlineResult", "transcript")
_SILENT: Final = frozenset(("@type", "totalBilledTime", "requestId", "usingLegacyModels", "speechAdaptationInfo"))
# Scripts that set no spaces between words.
_UNSPACED: Final = ("zh", "cmn", "yue", "ja", "th", "lo", "my", "km")


def _fits(document: dict[str, Any]) -> bool:
    metadata = document.get("metadata")
    if isinstance(metadata, dict) and "google.cloud.speech" in str(metadata.get("@type", ""))[:200]:
        return True
    response = document.get("response", document)
    if not isinstance(response, dict):
        return False
    results = response.get("results")
    if results is None and response.keys() <= _SILENT and "totalBilledTime" in response:
        return True
    if isinstance(results, dict):
        return bool(results) and all(
            isinstance(file, dict) and _is_file(file) for file in list(results.values())[:3]
        ) and next(iter(results)).startswith("gs://")  # fmt: skip
    if isinstance(results, list):
        return any(_is_result(result) for result in results[:3]) or (not results and "totalBilledTime" in response)
    return results is None and _is_file(document)


def _is_file(document: dict[str, Any]) -> bool:
    """Say whether this is one file's part of a batch."""
    for key in _FILE_KEYS:
        part = document.get(key)
        if key != "transcript" and isinstance(part, dict):
            part = part.get("transcript")
        if isinstance(part, dict):
            results = part.get("results")
            return isinstance(results, list) and (not results or _is_result(results[0]))
    return "cloudStorageResult" in document


def _is_result(result: Any) -> bool:
    """Say whether this is a result of Google's; IBM's are alike, but have ``final`` and timestamps in lists."""
    if not isinstance(result, dict) or "final" in result or not isinstance(result.get("alternatives"), list):
        return False
    best = next(iter(result["alternatives"]), None)
    if not isinstance(best, dict) or "timestamps" in best or "word_confidence" in best:
        return False
    words = best.get("words")
    if isinstance(words, list) and words:
        return isinstance(words[0], dict) and "word" in words[0]
    return isinstance(best.get("transcript"), str)


@either_spelling
def _read(root: Node, source: Source) -> Iterator[Said]:
    failed = failure(root, "Speech-to-Text")
    if failed:
        raise SourceRefused(f"{source.path}: {failed}")
    name, time = _about(root)
    answer = _answer(root, source)
    for part, uri in _files(answer):
        claims = _claims(part)
        yield Said(part, AssetReference(name=uri or name), [make_run(_AGENT, "transcript", claims, time=time)])


def _about(root: Node) -> tuple[str, str]:
    """Take the audio's address and when the recogniser ended, where an operation says them."""
    if "metadata" not in root:
        return "", ""
    metadata = root.node("metadata")
    first, second = read_time(metadata, "lastUpdateTime"), read_time(metadata, "updateTime")
    return metadata.text("uri"), first or second


def _answer(root: Node, source: Source) -> Node:
    """Return what holds the results: the response of an operation, or the document itself."""
    response = root.raw("response")
    if response is None:
        if not any(key in root for key in _HOLD_RESULTS):
            raise SourceRefused(f"{source.path}: the Speech-to-Text operation has no results yet")
        return root
    if not isinstance(response, dict):
        raise SourceRefused(f"{source.path}: the response of the Speech-to-Text operation is not an object")
    answer = Node(root.reading, response, f"{root.at}/response")
    if answer.raw("@type") is not None:
        root.reading.keep("response.@type")
    return answer


def _files(answer: Node) -> Iterator[tuple[Node, str]]:
    """Yield each list of results with the address of the audio; a batch has one for each file."""
    files = answer.look("results")
    if not isinstance(files, dict):
        yield from _file(answer, "")
        return
    answer.raw("results")
    answer.close()
    for uri, file in files.items():
        at = f"{answer.at}/results/{uri.replace('~', '~0').replace('/', '~1')}"
        if isinstance(file, dict):
            node = Node(answer.reading, file, at)
            node.node("metadata")
            failed = failure(node, "Speech-to-Text")
            if failed:
                answer.reading.problem(failed)
            yield from _file(node, uri)
            node.close()
        else:
            answer.reading.problem(f"{at} is not an object")


def _file(node: Node, uri: str) -> Iterator[tuple[Node, str]]:
    again = node.raw("transcript")  # older answers have it a second time, beside inlineResult
    inline = node.node("inlineResult") if "inlineResult" in node else node
    given = inline.raw("transcript") or again
    if "results" in node:
        yield node, uri
    elif isinstance(given, dict):
        yield Node(node.reading, given, f"{inline.at}/transcript"), uri
    elif "totalBilledTime" in node:  # nobody spoke
        yield node, uri


def _claims(node: Node) -> list[Observation]:
    """Return the claims about all results: the transcript of each channel, what was said when, and the languages."""
    spoken: list[tuple[Speech, str, str]] = []
    node.node("metadata")
    for result in node.nodes("results"):
        if result.flag("isFinal") is False:
            result.keep()
            continue
        end = read_duration(result, "resultEndOffset" if "resultEndOffset" in result else "resultEndTime")
        number = result.integer("channelTag")
        spoken.append((read_speech(result, end=end), result.text("languageCode"), str(number or "")))
    channels = dict.fromkeys(channel for _, _, channel in spoken)
    claims = [claim for channel in channels for claim in _transcript(spoken, channel, f"{node.at}/results")]
    for speech, language, channel in spoken:
        claims += speech.claims(language)
        if len(channels) > 1 and channel and speech.text:
            where = Segment(speech.start, speech.end)
            claims.append(Observation("speaker", f"channel {channel}", segment=where, pointer=speech.pointer))
    said_in = {language: speech.pointer for speech, language, _ in reversed(spoken) if language}
    return claims + [Observation("language", code, pointer=said_in[code]) for code in sorted(said_in)]


def _transcript(spoken: list[tuple[Speech, str, str]], channel: str, pointer: str) -> Iterator[Observation]:
    mine = [(speech.text, language) for speech, language, of in spoken if of == channel and speech.text]
    if not mine:
        return
    languages = dict.fromkeys(language for _, language in mine)
    gap = "" if next(iter(languages)).lower().startswith(_UNSPACED) else " "
    language = next(iter(languages)) if len(languages) == 1 else ""
    yield Observation("transcript", gap.join(text for text, _ in mine), language=language, pointer=pointer)


EXTRACTOR: Final = JsonForm(
    name="google-speech",
    version="2",
    reads="Google Speech-to-Text answers, operations and batches (v1, v1p1beta1, v2)",
    keys=KEYS,
    fits=fits_either(_fits, camel),
    read=_read,
)
