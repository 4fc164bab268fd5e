"""Draw the pictures, film the film and speak the interview of `samples/first-flights/`.

    python samples/make_samples.py            needs Pillow, numpy, av, the program espeak-ng and the DejaVu fonts

The same bytes come out each time with the same versions of those. The JSON, the subtitles and the article were written
by us and are not touched; when a time or a box changes here, they have to follow.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from making import film  # noqa: E402
from making.picture_metadata import save_picture  # noqa: E402
from making.scenes import SCENES  # noqa: E402
from making.story import PICTURES  # noqa: E402


def make_pictures(folder: Path) -> list[Path]:
    """Draw every scene and write it with its metadata."""
    paths = []
    for name, record in PICTURES.items():
        path = folder / f"{name}{record.suffix}"
        path.write_bytes(save_picture(SCENES[name]().finish(grain=0.0 if record.suffix == ".png" else 3.0), record))
        paths.append(path)
    return paths


def make_recordings(folder: Path) -> list[Path]:
    """Write the film and the interview, and print when what is said, for the subtitles."""
    film_path, interview_path = folder / "first-flight.mp4", folder / "witness.flac"
    for path, write in ((film_path, film.write_film), (interview_path, film.write_interview)):
        for start, end in write(path):
            print(f"{path.name}: spoken from {start:.2f} s to {end:.2f} s")
    return [film_path, interview_path]


def main(folder: Path) -> None:
    for path in [*make_pictures(folder), *make_recordings(folder)]:
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(HERE / "first-flights")
