"""Writes JSON in the form of Amazon Rekognition's DetectLabels: invented, the same for one seed.

    python benchmarks/rekognition_like.py FOLDER --assets 1000
    python benchmarks/rekognition_like.py FOLDER --assets 1000 --plain     one JSON Lines file in our plain form
    python benchmarks/rekognition_like.py                                  print one document

No model was run. Labels are drawn so that a few are common and many are rare, as in real archives.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

LABELS_AN_ASSET = 6
A_FOLDER = 1_000
"""Files in a sub-folder."""

# Label < its parents, as Rekognition nests them; the most frequent first.
_TABLE = """\
Person; Outdoors; Nature < Outdoors; Face < Head, Person; Adult < Person; Male < Person; Man < Adult, Male, Person;
Clothing; Female < Person; Plant; Woman < Adult, Female, Person; Head < Person; Indoors; Tree < Plant;
Vehicle < Transportation; Transportation; Sky < Nature, Outdoors; City; Building < Architecture;
Water < Nature, Outdoors; Architecture; Car < Transportation, Vehicle; Grass < Plant; Road;
Street < City, Road, Urban; Urban < City; Furniture; Accessories; Glasses < Accessories; Electronics;
Crowd < Person; Sea < Nature, Outdoors, Water; Animal; Food; Text; Scenery < Nature, Outdoors;
Mountain < Nature, Outdoors; Beach < Coast, Nature, Outdoors, Sea, Shoreline, Water; Sport;
House < Building, Housing; Housing < Building; Flower < Plant; Chair < Furniture; Table < Furniture;
Dog < Animal, Canine, Mammal, Pet; Canine < Animal, Mammal; Mammal < Animal; Pet < Animal;
Night < Nature, Outdoors; Window; Hat < Clothing; Suit < Clothing, Formal Wear; Formal Wear < Clothing;
Dress < Clothing; Shirt < Clothing; Coat < Clothing; Shoe < Clothing, Footwear; Footwear < Clothing;
Computer < Electronics; Laptop < Computer, Electronics, Pc; Screen < Electronics; Monitor < Electronics, Screen;
Phone < Electronics; Mobile Phone < Electronics, Phone; Camera < Electronics; Television < Electronics, Screen;
Bird < Animal; Cat < Animal, Mammal, Pet; Horse < Animal, Mammal; Cow < Animal, Cattle, Livestock, Mammal;
Cattle < Animal, Livestock, Mammal; Livestock < Animal, Mammal; Sheep < Animal, Livestock, Mammal;
Fish < Animal, Sea Life; Sea Life < Animal; Elephant < Animal, Mammal, Wildlife; Wildlife < Animal;
Airplane < Aircraft, Transportation, Vehicle; Aircraft < Transportation, Vehicle; Airport;
Helicopter < Aircraft, Transportation, Vehicle; Boat < Transportation, Vehicle; Ship < Transportation, Vehicle;
Sailboat < Boat, Transportation, Vehicle; Train < Transportation, Vehicle; Railway < Transportation;
Train Station < Terminal, Train, Transportation, Vehicle; Bus < Transportation, Vehicle;
Truck < Transportation, Vehicle; Bicycle < Transportation, Vehicle; Motorcycle < Transportation, Vehicle;
Wheel < Machine; Machine; Tire; Bridge; Tower < Architecture, Building; Skyscraper < Architecture, Building, City;
Office Building < Architecture, Building, City; Church < Architecture, Building;
Castle < Architecture, Building, Fortress; Stadium; Arena; Football < Sport; Soccer < Sport; Basketball < Sport;
Tennis < Sport; Running; Swimming < Sport, Water Sports; Skiing < Nature, Outdoors, Snow, Sport;
Snow < Nature, Outdoors; Ice; Forest < Nature, Outdoors, Plant, Tree, Vegetation; Vegetation < Plant;
Woodland < Nature, Plant, Tree; River < Nature, Outdoors, Water; Lake < Nature, Outdoors, Water;
Waterfall < Nature, Outdoors, Water; Desert < Nature, Outdoors; Sand < Nature, Outdoors;
Dune < Nature, Outdoors, Sand; Rock; Cloud < Nature, Outdoors, Sky; Sunset < Nature, Outdoors, Sky;
Sunrise < Nature, Outdoors, Sky; Rainbow < Nature, Outdoors, Sky; Fire; Flame < Fire; Smoke;
Fog < Nature, Outdoors, Weather; Weather; Storm < Nature, Outdoors, Weather; Flood; Field < Nature, Outdoors;
Farm < Nature, Outdoors, Rural; Rural < Nature, Outdoors; Countryside < Nature, Outdoors, Rural;
Garden < Nature, Outdoors; Park < Nature, Outdoors; Restaurant < Indoors; Cafe < Indoors, Restaurant;
Kitchen < Indoors; Bedroom < Furniture, Indoors, Room; Living Room < Indoors, Room; Room < Indoors;
Classroom < Indoors, Room, School; School; Library < Indoors; Hospital < Architecture, Building;
Factory < Building; Workshop; Garage < Indoors; Shop; Market; Supermarket < Indoors, Market; Museum;
Theater < Indoors; Stage; Concert < Crowd, Person; Guitar < Musical Instrument;
Piano < Keyboard, Musical Instrument; Musical Instrument; Drum < Musical Instrument, Percussion;
Violin < Musical Instrument; Microphone < Electrical Device; Interview; Press Conference < Crowd, Person;
Dancing < Leisure Activities, Person; Wedding < Person; Bride < Adult, Bridegroom, Female, Person, Wedding, Woman;
Child < Person; Baby < Person; Boy < Child, Male, Person; Girl < Child, Female, Person; Teen < Person;
Family < Person; Team < People, Person; People < Person; Portrait < Face, Head, Person, Photography; Photography;
Selfie < Face, Head, Person, Photography, Portrait; Smile < Face, Happy, Head, Person; Beard < Face, Head, Person;
Helmet; Uniform; Soldier < Adult, Male, Man, Person; Police; Officer; Weapon; Gun < Weapon; Flag; Parade < Person;
Newspaper < Text; Book < Publication; Publication; Page < Text; Poster < Advertisement; Advertisement;
Sign < Symbol; Logo; Map; Painting < Art; Art; Sculpture < Art; Statue < Art, Sculpture; Pizza < Food;
Bread < Food; Fruit < Food, Plant, Produce; Apple < Food, Fruit, Plant, Produce; Vegetable < Food, Produce;
Cake < Dessert, Food; Coffee < Beverage; Wine < Alcohol, Beverage; Beverage; Bottle; Cup; Plate; Lamp; Light;
Clock; Toy; Balloon; Fireworks; Windmill < Engine, Machine, Motor, Outdoors;
Lighthouse < Architecture, Beacon, Building; Control Tower < Architecture, Building; Harbor < Outdoors, Waterfront;
Waterfront; Pier < Waterfront; Fence; Wood; Brick; Silhouette
"""


def _vocabulary() -> dict[str, tuple[str, ...]]:
    entries = (entry.partition("<") for entry in _TABLE.replace("\n", " ").split(";"))
    return {name.strip(): tuple(p.strip() for p in parents.split(",") if p.strip()) for name, _, parents in entries}


VOCABULARY = _vocabulary()
_NAMES = tuple(VOCABULARY)
_WEIGHTS = tuple(accumulate(1.0 / (rank + 8) for rank in range(len(_NAMES))))


def document(number: int, *, seed: int = 0, instances: bool = False, categories: bool = False) -> dict[str, Any]:
    """Return what DetectLabels might say about picture `number`: six labels, the surest first, in percent."""
    # A generator per picture, so that the first thousand are the same in a folder of any size.
    random = Random(f"{seed}/{number}")
    chosen: dict[str, None] = {}
    while len(chosen) < LABELS_AN_ASSET:
        chosen.setdefault(random.choices(_NAMES, cum_weights=_WEIGHTS)[0])
    confidences = sorted((55.0 + 45.0 * random.betavariate(2.0, 0.9) for _ in chosen), reverse=True)
    labels = [
        _label(name, confidence, random, instances=instances, categories=categories)
        for name, confidence in zip(chosen, confidences, strict=True)
    ]
    return {"Labels": labels, "LabelModelVersion": "3.0" if categories else "2.0"}


def _label(name: str, confidence: float, random: Random, *, instances: bool, categories: bool) -> dict[str, Any]:
    boxes = [_instance(confidence, random) for _ in range(random.choice((0, 0, 0, 1, 2)))] if instances else []
    parents = VOCABULARY[name]
    label = {"Name": name, "Confidence": confidence, "Instances": boxes, "Parents": [{"Name": p} for p in parents]}
    if categories:
        label |= {"Aliases": [], "Categories": [{"Name": f"{parents[-1] if parents else name} and others"}]}
    return label


def _instance(confidence: float, random: Random) -> dict[str, Any]:
    left, top = random.uniform(0.0, 0.6), random.uniform(0.0, 0.6)
    box = {"Width": random.uniform(0.05, 0.4), "Height": random.uniform(0.05, 0.4), "Left": left, "Top": top}
    return {"BoundingBox": box, "Confidence": confidence - random.uniform(0.0, 5.0)}


def asset_name(number: int) -> str:
    """Return the name of picture `number`, from 1."""
    return f"img-{number:06d}.jpg"


def plain(number: int, *, seed: int = 0) -> dict[str, Any]:
    """Return the same six labels in our plain form, confidence in 0..1."""
    labels = document(number, seed=seed)["Labels"]
    return {
        "mediagraph": 1,
        "asset": asset_name(number),
        "model": {"name": "labels-like-rekognition", "version": "2.0", "kind": "model"},
        "task": "labels",
        "observations": [
            {"property": "depicts", "value": name, "language": "en", "confidence": round(percent / 100, 6)}
            for name, percent in ((label["Name"], label["Confidence"]) for label in labels)
        ],
    }


def write(folder: Path, assets: int, *, seed: int = 0, instances: bool = False, categories: bool = False) -> int:
    """Write one file per picture, a thousand to a sub-folder; return the bytes written."""
    size = 0
    for number in range(1, assets + 1):
        part = folder / f"{(number - 1) // A_FOLDER:04d}"
        if (number - 1) % A_FOLDER == 0:
            part.mkdir(parents=True, exist_ok=True)
        said = document(number, seed=seed, instances=instances, categories=categories)
        size += (part / f"{asset_name(number)}.rekognition-labels.json").write_text(json.dumps(said), "utf-8")
    return size


def write_plain(folder: Path, assets: int, *, seed: int = 0) -> int:
    """Write ``labels.plain.jsonl``, a line per picture; return the bytes written."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    with (folder / "labels.plain.jsonl").open("w", encoding="utf-8") as file:
        for line in _lines(assets, seed):
            size += file.write(line)
    return size


def _lines(assets: int, seed: int) -> Iterator[str]:
    return (json.dumps(plain(number, seed=seed)) + "\n" for number in range(1, assets + 1))


def main() -> None:
    """Write what the arguments ask for; without a folder, print one document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--assets", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--instances", action="store_true", help="boxes for some labels")
    parser.add_argument("--categories", action="store_true", help="model version 3.0, with categories")
    parser.add_argument("--plain", action="store_true", help="one JSON Lines file in the plain form")
    options = parser.parse_args()
    if options.folder is None:
        json.dump(document(1, seed=options.seed), sys.stdout, indent=1)
        sys.stdout.write("\n")
    elif options.plain:
        print(f"{write_plain(options.folder, options.assets, seed=options.seed):,} bytes")
    else:
        marks = {"instances": options.instances, "categories": options.categories}
        print(f"{write(options.folder, options.assets, seed=options.seed, **marks):,} bytes")


if __name__ == "__main__":
    main()
