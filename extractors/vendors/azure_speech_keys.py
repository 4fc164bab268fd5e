"""What becomes of each key of an Azure Speech transcript."""

from __future__ import annotations

from typing import Final

_START: Final = "the utterance's start"
_END: Final = "the utterance's end, after its start"
_CONFIDENCE: Final = "the utterance's confidence"
_UNSHOWN: Final = "kept: the same without capitals and signs"
_WORDS: Final = "kept: the words' times and confidences"


def _times(path: str) -> dict[str, str]:
    keys = (("offset", _START), ("duration", _END))
    return {
        **{f"{path}.{key}": f"{becomes}, where ticks are absent" for key, becomes in keys},
        **{f"{path}.{key}InTicks": f"{becomes}, in 100 ns" for key, becomes in keys},
        **{f"{path}.{key}Milliseconds": f"{becomes}, where ticks are absent" for key, becomes in keys},
    }


_BEST: Final = "recognizedPhrases[].nBest[]"

KEYS: Final[dict[str, str]] = {
    "source": "the Asset's name",
    "timestamp": "when the Activity ended",
    "duration": "duration, where ticks are absent",
    "durationInTicks": "duration, in 100 ns",
    "durationMilliseconds": "duration, where ticks are absent",
    "combinedRecognizedPhrases[].display": "transcript of a channel",
    "combinedRecognizedPhrases[].channel": "kept: its number; the order says it",
    "combinedRecognizedPhrases[].lexical": _UNSHOWN,
    "combinedRecognizedPhrases[].itn": _UNSHOWN,
    "combinedRecognizedPhrases[].maskedITN": _UNSHOWN,
    "recognizedPhrases[].recognitionStatus": "Success; of any other status nothing is claimed",
    "recognizedPhrases[].channel": "speaker as 'channel 1', where there are several and no speakers",
    "recognizedPhrases[].speaker": "speaker",
    "recognizedPhrases[].locale": "the text's language tag; language, once for each",
    **_times("recognizedPhrases[]"),
    f"{_BEST}.display": "utterance",
    f"{_BEST}.confidence": _CONFIDENCE,
    f"{_BEST}.lexical": _UNSHOWN,
    f"{_BEST}.itn": _UNSHOWN,
    f"{_BEST}.maskedITN": _UNSHOWN,
    f"{_BEST}.words": _WORDS,
    f"{_BEST}.displayWords": _WORDS,
    f"{_BEST}.displayPhraseElements": _WORDS,
    f"{_BEST}.sentiment": "kept: a preview of older versions",
    _BEST: "kept: what else may have been said",
    "combinedPhrases[].text": "transcript of a channel",
    "combinedPhrases[].channel": "kept: its number; the order says it",
    "phrases[].text": "utterance",
    "phrases[].confidence": _CONFIDENCE,
    "phrases[].channel": "speaker as 'channel 1', where there are several and no speakers",
    "phrases[].speaker": "speaker",
    "phrases[].locale": "the text's language tag; language, once for each",
    "phrases[].offsetMilliseconds": _START,
    "phrases[].durationMilliseconds": _END,
    "phrases[].offsetInTicks": f"{_START}, in 100 ns",
    "phrases[].durationInTicks": f"{_END}, in 100 ns",
    "phrases[].offset": f"{_START}, milliseconds in previews",
    "phrases[].duration": f"{_END}, milliseconds in previews",
    "phrases[].words": _WORDS,
    "RecognitionStatus": "Success; any other status is named",
    "Offset": f"{_START}, in 100 ns",
    "Duration": f"{_END}, in 100 ns",
    "DisplayText": "utterance, where there is no NBest",
    "NBest[].Display": "utterance",
    "NBest[].Confidence": _CONFIDENCE,
    "NBest[].Lexical": _UNSHOWN,
    "NBest[].ITN": _UNSHOWN,
    "NBest[].MaskedITN": _UNSHOWN,
    "NBest[].Words": _WORDS,
    "NBest[]": "kept: what else may have been said",
    "PrimaryLanguage.Language": "the text's language tag; language",
    "PrimaryLanguage.Confidence": "kept: how sure that language is, in a word",
    "SpeakerId": "speaker",
    "Channel": "kept: its number",
    "Id": "kept: Azure's number of the result",
    "Type": "kept: which event of a stream",
}
