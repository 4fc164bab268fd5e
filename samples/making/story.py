"""The words of the story: what the archivist wrote in each picture, what is spoken, and when."""

from __future__ import annotations

from .picture_metadata import PictureRecord

PICTURES: dict[str, PictureRecord] = {
    "flyer-1903": PictureRecord(
        suffix=".jpg",
        headline="The Flyer leaves its rail",
        titles={
            "en": "First flight at Kill Devil Hills",
            "fr": "Premier vol à Kill Devil Hills",
            "de": "Erster Flug bei den Kill Devil Hills",
        },
        caption="Drawing of the morning of 17 December 1903: Orville Wright flies, Wilbur runs beside the wing.",
        keywords=("aviation", "airplane", "Wright Flyer", "first flight", "dunes", "history"),
        people=("Orville Wright", "Wilbur Wright"),
        sublocation="Big Kill Devil Hill",
        city="Kill Devil Hills",
        state="North Carolina",
        country="United States",
        country_code="USA",
        position=(36.0143, -75.6679),
    ),
    "workshop-dayton": PictureRecord(
        suffix=".jpg",
        headline="In the bicycle shop",
        titles={"en": "The bicycle shop in Dayton", "fr": "L'atelier de bicyclettes de Dayton"},
        caption="Drawing of the Wright brothers' shop: Wilbur Wright at the bench, Katharine in the doorway.",
        keywords=("bicycle", "workshop", "propeller", "craft", "history"),
        people=("Wilbur Wright", "Katharine Wright"),
        sublocation="West Third Street",
        city="Dayton",
        state="Ohio",
        country="United States",
        country_code="USA",
        position=(39.7589, -84.1916),
    ),
    "portrait-brothers": PictureRecord(
        suffix=".jpg",
        headline="Two brothers",
        titles={"en": "Orville and Wilbur Wright", "fr": "Orville et Wilbur Wright"},
        caption="Drawing of Orville Wright, left, with moustache and hat, and Wilbur Wright, right.",
        keywords=("portrait", "inventor", "aviation", "brothers"),
        people=("Orville Wright", "Wilbur Wright"),
        sublocation="Hawthorn Street",
        city="Dayton",
        state="Ohio",
        country="United States",
        country_code="USA",
        position=(39.7560, -84.2123),
    ),
    "newspaper": PictureRecord(
        suffix=".png",
        headline="Flying machine soars",
        titles={"en": "Front page of an invented newspaper", "fr": "La une d'un journal imaginaire"},
        caption="Drawing of a front page, of a newspaper that never was, on the day after the first flight.",
        keywords=("newspaper", "headline", "aviation", "press"),
        people=(),
        sublocation="",
        city="Kitty Hawk",
        state="North Carolina",
        country="United States",
        country_code="USA",
        position=(36.0646, -75.7057),
    ),
    "le-mans-1908": PictureRecord(
        suffix=".jpg",
        headline="A Wright biplane over the racecourse",
        titles={"en": "Wilbur Wright flies at Le Mans", "fr": "Wilbur Wright vole au Mans"},
        caption="Drawing of August 1908: Wilbur Wright circles over the racecourse of Les Hunaudières before a crowd.",
        keywords=("aviation", "airplane", "crowd", "demonstration", "history"),
        people=("Wilbur Wright",),
        sublocation="Les Hunaudières",
        city="Le Mans",
        state="Sarthe",
        country="France",
        country_code="FRA",
        position=(47.9350, 0.2300),
    ),
    "langley-aerodrome": PictureRecord(
        suffix=".webp",
        headline="Langley's Aerodrome on its houseboat",
        titles={"en": "The Aerodrome on the Potomac", "fr": "L'Aerodrome sur le Potomac"},
        caption="Drawing of autumn 1903: Samuel Langley's Aerodrome waits on the roof of a houseboat.",
        keywords=("aviation", "airplane", "houseboat", "river", "experiment"),
        people=(),
        sublocation="Potomac River",
        city="Widewater",
        state="Virginia",
        country="United States",
        country_code="USA",
        position=(38.4300, -77.3300),
    ),
}

# (shot, the sentence spoken over it)
NARRATION: tuple[tuple[str, str], ...] = (
    ("dunes", "Kill Devil Hills, North Carolina. It is the seventeenth of December, nineteen oh three."),
    ("workshop", "Two bicycle makers from Dayton, Wilbur and Orville Wright, lay a wooden rail on the sand."),
    ("flight", "At ten thirty-five, Orville lets go. The Flyer rises, and stays in the air for twelve seconds."),
    ("newspaper", "Five people watch. The world will need years to believe them."),
)

# (voice of espeak-ng, pitch, what it says); an imagined conversation
INTERVIEW: tuple[tuple[str, int, str], ...] = (
    ("en-gb", 60, "Mister Daniels, what did you see that morning?"),
    ("en-us", 32, "They asked me to press the bulb when the machine was in the air. I had never held a camera before."),
    ("en-gb", 60, "And did you press it?"),
    ("en-us", 32, "I believe so. I was too surprised to remember."),
)
