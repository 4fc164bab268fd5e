"""The short film with its narration, and the interview: speech by espeak-ng, encoding by PyAV."""

from __future__ import annotations

import io
import subprocess
import wave
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import figures
from .canvas import Canvas, hills
from .scenes import newspaper, workshop
from .story import INTERVIEW, NARRATION

SIZE = (640, 360)
RATE = 25  # frames a second
SPEECH_HZ = 22_050  # what espeak-ng gives
LEAD_S, GAP_S = 0.5, 0.75  # silence before the first sentence, and after each
FILM_TAGS = {
    "title": "Twelve Seconds",
    "artist": "mediagraph contributors",
    "date": "2026-10-01",
    "comment": "Drawn film about the first powered flight; synthetic voice",
    "language": "eng",
    "genre": "Documentary",
    "copyright": "CC0 1.0, no rights reserved",
}
INTERVIEW_TAGS = {
    "TITLE": "The Man with the Camera",
    "ARTIST": "mediagraph contributors",
    "DATE": "2026-10-01",
    "COMMENT": "Imagined conversation with John T. Daniels; synthetic voices",
    "LANGUAGE": "eng",
    "COPYRIGHT": "CC0 1.0, no rights reserved",
}

Samples = NDArray[np.int16]


def write_film(path: Path) -> list[tuple[float, float]]:
    """Write the film; return when each sentence is spoken, in seconds."""
    sentences = [speech(text, voice="en-us", pitch=45) for _, text in NARRATION]
    sound, times = _laid_out(sentences, lead_s=LEAD_S, gap_s=GAP_S)
    total_s = len(sound) / SPEECH_HZ
    cuts = [0.0, *[start - 0.35 for start, _ in times[1:]], total_s]
    with av.open(str(path), "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as out:
        out.metadata.update(FILM_TAGS)
        picture = out.add_stream(
            "libx264", rate=RATE, options={"crf": "28", "preset": "slow", "threads": "1", "flags": "+bitexact"}
        )
        picture.width, picture.height, picture.pix_fmt = *SIZE, "yuv420p"
        voice = out.add_stream("aac", rate=SPEECH_HZ, layout="mono", bit_rate=64_000, options={"flags": "+bitexact"})
        voice.metadata["language"] = "eng"
        for number, image in enumerate(_frames(cuts)):
            frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        _encode_sound(out, voice, sound, "fltp")
    return times


def write_interview(path: Path) -> list[tuple[float, float]]:
    """Write the interview; return when each turn is spoken, in seconds."""
    turns = [speech(text, voice=voice, pitch=pitch) for voice, pitch, text in INTERVIEW]
    sound, times = _laid_out(turns, lead_s=0.3, gap_s=0.4)
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as out:
        out.metadata.update(INTERVIEW_TAGS)
        stream = out.add_stream(
            "flac", rate=SPEECH_HZ, layout="mono", options={"flags": "+bitexact", "compression_level": "12"}
        )
        _encode_sound(out, stream, sound, "s16")
    return times


def speech(text: str, *, voice: str, pitch: int) -> Samples:
    """Return what espeak-ng says, without the silence at its ends."""
    command = ["espeak-ng", "-v", voice, "-p", str(pitch), "-s", "165", "--stdout", text]
    spoken = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(spoken)) as source:
        samples = np.frombuffer(source.readframes(source.getnframes()), dtype=np.int16)
    heard = np.flatnonzero(np.abs(samples) > 300)
    return samples[heard[0] : heard[-1] + 1]


def _laid_out(parts: list[Samples], *, lead_s: float, gap_s: float) -> tuple[Samples, list[tuple[float, float]]]:
    pieces = [np.zeros(round(lead_s * SPEECH_HZ), dtype=np.int16)]
    times, at = [], len(pieces[0])
    for part in parts:
        gap = np.zeros(round(gap_s * SPEECH_HZ), dtype=np.int16)
        pieces += [part, gap]
        times.append((round(at / SPEECH_HZ, 2), round((at + len(part)) / SPEECH_HZ, 2)))
        at += len(part) + len(gap)
    return np.concatenate(pieces), times


def _encode_sound(out: av.container.OutputContainer, stream: av.AudioStream, sound: Samples, layout: str) -> None:
    data = sound if layout == "s16" else (sound / 32768).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(data[None, :], format=layout, layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = SPEECH_HZ, 0, Fraction(1, SPEECH_HZ)
    out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def _frames(cuts: list[float]) -> Iterator[Image.Image]:
    """Yield every frame of the four shots; `cuts` are where they begin and where the last ends, in seconds."""
    shop, page = workshop().finish(grain=0), newspaper().finish(grain=0)
    edges = [round(cut * RATE) for cut in cuts]
    for shot, (first, last) in enumerate(pairwise(edges)):
        for number in range(first, last):
            done = (number - first) / max(1, last - first - 1)
            if shot == 1:
                yield _pan(shop, (60, 60, 960, 540), (220, 200, 960, 540), done)
            elif shot == 3:
                yield _pan(page, (0, 20, 900, 506), (40, 330, 800, 450), done)
            else:
                yield _dune_shot(done, flying=shot == 2)


def _pan(image: Image.Image, start: tuple[int, ...], end: tuple[int, ...], done: float) -> Image.Image:
    x, y, width, height = (a + (b - a) * done for a, b in zip(start, end, strict=True))
    return image.resize(SIZE, Image.Resampling.BICUBIC, box=(x, y, x + width, y + height))


def _dune_shot(done: float, *, flying: bool) -> Image.Image:
    c = Canvas(*SIZE, top=(126, 170, 186), bottom=(250, 226, 182))
    c.disc(520, 110, 28, (255, 243, 208))
    c.rectangle(0, 200, 640, 40, (104, 146, 152))
    for base, waves, colour in (
        (222, [(8, 100, 0.4 - done * 0.2)], (240, 219, 178)),
        (256, [(13, 140, 2.2 - done * 0.5)], (226, 198, 148)),
        (308, [(9, 170, 0.3 - done)], (202, 168, 116)),
    ):
        c.polygon([*hills(640, base, waves), (650, 360), (-10, 360)], colour)
    c.line([(60, 312), (560, 296)], figures.SPRUCE, 5)
    if flying:
        lift = 84 * (1 - (1 - done) ** 2)
        c.oval(430 - 220 * done, 300, 90, 5, (96, 74, 50, 90))
        figures.biplane(c, (430 - 220 * done, 272 - lift), 140, tilt=-2 - 3 * done)
        figures.person(c, (590 - 120 * done, 330), 84, stride=0.2 if int(done * 40) % 2 else 0.08, reach=0.26)
    else:
        figures.gull(c, 120 + 90 * done, 80, 22)
        figures.gull(c, 170 + 80 * done, 104, 16)
        figures.biplane(c, (330, 268), 140, pilot=False)
        figures.person(c, (505, 330), 84, reach=0.1)
        figures.person(c, (545, 334), 80, coat=(72, 60, 86), reach=0.05)
    return c.finish(grain=0)
