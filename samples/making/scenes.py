"""The six pictures of the story, each one function that returns a finished canvas."""

from __future__ import annotations

from collections.abc import Callable

from . import figures
from .canvas import INK, Canvas, Colour, hills

SANS, SANS_BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
SERIF, SERIF_BOLD = "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"
SAND: Colour = (226, 198, 148)
SAND_DARK: Colour = (202, 168, 116)
SAND_LIGHT: Colour = (240, 219, 178)


def first_flight() -> Canvas:
    """Kill Devil Hills: the Flyer has just left its rail, one brother flies, the other runs beside it."""
    c = Canvas(1280, 853, top=(126, 170, 186), bottom=(250, 226, 182))
    c.disc(1010, 300, 62, (255, 243, 208))
    c.rectangle(0, 468, 1280, 60, (104, 146, 152))
    for y in (478, 490, 504):
        c.line([(40 + y % 60, y), (1240, y)], (236, 240, 230, 110), 2)
    _ground(c, 512, [(14, 190, 0.4), (6, 70, 1.0)], SAND_LIGHT)
    _ground(c, 566, [(26, 260, 2.2), (7, 90, 0.0)], SAND)
    _ground(c, 690, [(20, 330, 0.3), (5, 60, 0.5)], SAND_DARK)
    _dune_grass(c, [(70, 640), (150, 668), (1190, 640), (1120, 700), (1225, 742)])
    c.polygon([(140, 702), (1010, 640), (1012, 649), (140, 714)], figures.SPRUCE)
    for x in range(180, 1000, 90):
        c.rectangle(x, 705 - (x - 140) * 62 / 870, 10, 18, INK)
    c.oval(560, 672, 260, 13, (96, 74, 50, 90))
    figures.biplane(c, (560, 500), 360, tilt=-3)
    figures.person(c, (1080, 712), 218, stride=0.2, reach=0.28)
    for left, height, span in ((250, 150, 46), (330, 190, 34), (1150, 130, 40)):
        figures.gull(c, left, height, span)
    return c


def workshop() -> Canvas:
    """Dayton: a brother at the bench, his sister at the door, a bicycle, a propeller on the wall."""
    c = Canvas(1200, 800, top=(196, 160, 120), bottom=(162, 124, 88))
    for x in range(0, 1200, 75):
        c.line([(x, 0), (x, 610)], (140, 104, 72, 120), 2)
    c.rectangle(0, 610, 1200, 190, (110, 82, 60))
    for y in (640, 690, 750):
        c.line([(0, y), (1200, y)], (84, 62, 46, 160), 2)
    _window(c, 90, 130, 330, 280)
    _door(c, 950, 150, 210, 462)
    c.rectangle(440, 60, 480, 84, (46, 70, 62))
    c.text(680, 102, "WRIGHT CYCLE CO.", size=40, font=SERIF_BOLD, fill=(244, 224, 176), anchor="mm")
    _propeller(c, 680, 240)
    _bench(c, 130, 500, 390)
    figures.person(c, (545, 660), 330, coat=(58, 62, 78), reach=0.22, hat=False)
    figures.bicycle(c, (745, 740), 92, (128, 44, 38))
    figures.person(c, (1030, 690), 320, coat=(86, 52, 74), reach=0.05, skirt=True)
    c.polygon([(90, 610), (420, 610), (620, 800), (150, 800)], (255, 236, 190, 40))
    return c


def portrait() -> Canvas:
    """Two brothers side by side: the one with the moustache to the left."""
    c = Canvas(1000, 800, top=(120, 132, 128), bottom=(176, 164, 138))
    c.oval(500, 400, 480, 400, (206, 196, 168, 120))
    c.oval(500, 400, 400, 340, (226, 216, 188, 120))
    figures.biplane(c, (500, 120), 150, pilot=False)
    _bust(c, 310, moustache=True, coat=(54, 52, 60), tie=(96, 36, 36), hat=True)
    _bust(c, 690, moustache=False, coat=(66, 60, 54), tie=(40, 58, 84), hat=False)
    return c


def newspaper() -> Canvas:
    """An invented newspaper page with a headline that a machine can read."""
    c = Canvas(900, 1200, top=(244, 236, 214), bottom=(234, 222, 194))
    for words, x, y, size, font, anchor in NEWSPAPER_LINES:
        c.text(x, y, words, size=size, font=font, fill=INK, anchor=anchor)
    for y, width in ((128, 4), (172, 2), (372, 2), (1150, 2)):
        c.line([(50, y), (850, y)], INK, width)
    for x in (318, 582):
        c.line([(x, 820), (x, 1135)], (*INK[:3], 120), 1)
    c.rectangle(50, 395, 800, 395, (206, 200, 184))
    c.polygon(
        [
            (50, 690),
            *[(x, y) for x, y in hills(900, 670, [(14, 140, 0.0)]) if 50 < x < 850],
            (850, 690),
            (850, 790),
            (50, 790),
        ],
        (150, 142, 126),
    )
    figures.biplane(c, (430, 600), 290, tilt=-4)
    figures.person(c, (770, 770), 130, stride=0.18, reach=0.25)
    return c


def le_mans() -> Canvas:
    """Le Mans, the racecourse of Les Hunaudières: a biplane over the trees, a crowd, a launching derrick."""
    c = Canvas(1280, 800, top=(108, 150, 190), bottom=(246, 220, 190))
    for x, y, rx in ((220, 150, 120), (300, 170, 90), (960, 110, 130), (1060, 132, 90)):
        c.oval(x, y, rx, rx * 0.22, (255, 250, 240, 150))
    for i, x in enumerate(range(-20, 1320, 62)):
        figures.tree(c, x, 585, 150 + 28 * (i * 7 % 5), ((74, 104, 70), (88, 120, 78), (62, 92, 66))[i % 3])
    c.rectangle(0, 575, 1280, 225, (152, 166, 96))
    c.polygon([(0, 660), (1280, 612), (1280, 648), (0, 716)], (214, 190, 142))
    _derrick(c, 1090, 640, 330)
    figures.biplane(c, (520, 290), 330, tilt=-6)
    for i in range(26):
        height = 92 + (i * 13 % 5) * 6
        coat: Colour = ((52, 40, 34), (72, 60, 86), (60, 74, 66), (96, 56, 48))[i % 4]
        figures.person(c, (30 + i * 49, 780 + i * 7 % 3 * 6), height, coat=coat, skirt=i % 3 == 2, hat=True)
    return c


def aerodrome() -> Canvas:
    """The Potomac: Langley's Aerodrome, with its two pairs of wings, on the roof of a houseboat."""
    c = Canvas(960, 640, top=(158, 168, 178), bottom=(232, 220, 204))
    c.polygon([*hills(960, 380, [(16, 120, 0.5), (5, 44, 0.0)]), (970, 430), (-10, 430)], (122, 132, 122))
    c.rectangle(0, 410, 960, 230, (106, 130, 142))
    for i in range(34):
        x, y = (i * 137) % 930, 424 + (i * 53) % 205
        c.line([(x, y), (x + 46, y)], (206, 218, 220, 120), 2)
    c.polygon([(170, 545), (760, 545), (720, 600), (210, 600)], (70, 52, 44))
    c.rectangle(230, 400, 470, 145, (150, 112, 82))
    for x in range(262, 690, 86):
        c.rectangle(x, 440, 46, 50, (60, 62, 70))
    c.rectangle(210, 386, 510, 16, (96, 70, 54))
    for x in (260, 660):
        c.stroke([(x, 386), (x, 330)], INK, 5)
    c.stroke([(220, 330), (750, 330)], INK, 6)
    _tandem_wings(c)
    figures.person(c, (330, 386), 74, hat=True)
    return c


SCENES: dict[str, Callable[[], Canvas]] = {
    "flyer-1903": first_flight,
    "workshop-dayton": workshop,
    "portrait-brothers": portrait,
    "newspaper": newspaper,
    "le-mans-1908": le_mans,
    "langley-aerodrome": aerodrome,
}

NEWSPAPER_COLUMNS: dict[float, list[str]] = {
    56: [
        "Yesterday, in a cold",
        "wind, Orville Wright",
        "flew over the sand",
        "of Kill Devil Hills",
        "for twelve seconds.",
        "The machine has two",
        "wings and one motor",
        "built in Dayton.",
    ],
    332: [
        "His brother Wilbur",
        "ran at the wing tip",
        "and let it go. Before",
        "noon he flew himself,",
        "for almost a minute,",
        "until a gust broke",
        "the machine at rest",
        "on the ground.",
    ],
    596: [
        "Five men and boys",
        "saw it all, three of",
        "them surfmen of the",
        "life-saving station.",
        "One of them, John T.",
        "Daniels, worked the",
        "camera. The brothers",
        "go home for Christmas.",
    ],
}

NEWSPAPER_LINES: list[tuple[str, float, float, float, str, str]] = [
    ("THE DUNE OBSERVER", 450, 80, 62, SERIF_BOLD, "mm"),
    ("KITTY HAWK, FRIDAY, DECEMBER 18, 1903", 450, 151, 22, SERIF, "mm"),
    ("FLYING MACHINE", 450, 222, 70, SERIF_BOLD, "mm"),
    ("SOARS", 450, 298, 78, SERIF_BOLD, "mm"),
    ("Two brothers from Dayton leave the ground", 450, 351, 24, SERIF, "mm"),
    *[
        (line, x, 838 + 38 * i, 21, SERIF, "lm")
        for x, lines in NEWSPAPER_COLUMNS.items()
        for i, line in enumerate(lines)
    ],
    ("PRICE ONE CENT", 450, 1172, 20, SERIF, "mm"),
]


def _ground(c: Canvas, base: float, waves: list[tuple[float, float, float]], colour: Colour) -> None:
    c.polygon([*hills(c.width, base, waves), (c.width + 10, c.height), (-10, c.height)], colour)


def _dune_grass(c: Canvas, roots: list[tuple[float, float]]) -> None:
    for x, y in roots:
        for i, lean in enumerate((-34, -18, -4, 12, 28)):
            c.line([(x, y), (x + lean / 2, y - 26), (x + lean * 1.3, y - 44 - i % 2 * 8)], (116, 116, 66), 2.5)


def _window(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    c.rectangle(x - 12, y - 12, width + 24, height + 24, (92, 64, 44))
    c.rectangle(x, y, width, height, (206, 226, 226))
    c.polygon(
        [(x, y + height), (x, y + 190), (x + 120, y + 160), (x + width, y + 200), (x + width, y + height)],
        (150, 172, 132),
    )
    for dx in (width / 3, 2 * width / 3):
        c.rectangle(x + dx - 4, y, 8, height, (92, 64, 44))
    c.rectangle(x, y + height / 2 - 4, width, 8, (92, 64, 44))


def _door(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    c.rectangle(x - 14, y - 14, width + 28, height + 14, (88, 60, 42))
    c.rectangle(x, y, width, height, (226, 222, 200))
    c.rectangle(x, y + height * 0.62, width, height * 0.38, (170, 172, 130))


def _propeller(c: Canvas, x: float, y: float) -> None:
    for side in (-1, 1):
        blade = [
            (x, y - 9),
            (x + side * 90, y - 26),
            (x + side * 196, y - 20),
            (x + side * 204, y + 10),
            (x + side * 90, y + 6),
            (x, y + 9),
        ]
        c.polygon(blade, (206, 164, 108))
        c.line([(x, y), (x + side * 198, y - 6)], (150, 108, 66), 3)
    c.disc(x, y, 17, (92, 64, 44))


def _bench(c: Canvas, x: float, y: float, width: float) -> None:
    c.rectangle(x, y, width, 26, (92, 66, 46))
    for dx in (14, width - 34):
        c.rectangle(x + dx, y + 26, 20, 150, (78, 54, 38))
    c.ring(x + 110, y - 62, 60, INK, 6)
    c.disc(x + 110, y - 62, 8, INK)
    c.rectangle(x + 230, y - 34, 54, 34, (98, 104, 110))
    c.stroke([(x + 300, y - 8), (x + 370, y - 8)], (150, 110, 70), 9)


def _bust(c: Canvas, x: float, *, moustache: bool, coat: Colour, tie: Colour, hat: bool) -> None:
    hair: Colour = (70, 50, 38)
    c.polygon([(x - 185, 800), (x - 165, 640), (x - 62, 590), (x + 62, 590), (x + 165, 640), (x + 185, 800)], coat)
    c.rectangle(x - 42, 540, 84, 70, figures.SKIN)
    c.polygon([(x - 62, 590), (x, 668), (x + 62, 590), (x + 46, 566), (x - 46, 566)], (250, 246, 236))
    c.polygon([(x - 14, 612), (x + 14, 612), (x + 22, 760), (x, 790), (x - 22, 760)], tie)
    for side in (-1, 1):
        c.polygon([(x + side * 62, 590), (x + side * 20, 800), (x + side * 110, 700)], (*INK[:3], 90))
        c.oval(x + side * 98, 440, 16, 28, (212, 166, 136))
    c.oval(x, 442, 96, 126, hair)
    c.oval(x, 458, 92, 118, figures.SKIN)
    _face(c, x, moustache=moustache)
    if hat:
        c.polygon([(x - 104, 372), (x - 96, 262), (x - 60, 236), (x + 60, 236), (x + 96, 262), (x + 104, 372)], INK)
        c.oval(x, 374, 134, 19, INK)
        c.rectangle(x - 101, 338, 202, 20, (96, 76, 62))


def _face(c: Canvas, x: float, *, moustache: bool) -> None:
    for side in (-1, 1):
        c.oval(x + side * 37, 436, 15, 8, (250, 248, 242))
        c.disc(x + side * 36, 436, 6.5, (66, 84, 96))
        c.line([(x + side * 18, 412), (x + side * 38, 406), (x + side * 60, 416)], (70, 50, 38), 5)
    c.line([(x - 2, 440), (x - 12, 484), (x + 10, 489)], (176, 128, 102), 4)
    c.line([(x - 30, 528), (x, 532), (x + 30, 526)], (150, 84, 76), 5)
    if moustache:
        c.polygon(
            [
                (x, 500),
                (x - 34, 504),
                (x - 56, 524),
                (x - 20, 518),
                (x, 516),
                (x + 20, 518),
                (x + 56, 524),
                (x + 34, 504),
            ],
            (66, 46, 36),
        )
    else:
        c.line([(x - 38, 504), (x - 46, 528)], (196, 150, 122), 3)
        c.line([(x + 38, 504), (x + 46, 528)], (196, 150, 122), 3)


def _derrick(c: Canvas, x: float, y: float, height: float) -> None:
    for dx in (-70, 70, -24):
        c.stroke([(x + dx, y), (x, y - height)], figures.SPRUCE, 8)
    for part in (0.3, 0.6):
        c.line([(x - 70 * (1 - part), y - height * part), (x + 70 * (1 - part), y - height * part)], figures.SPRUCE, 5)
    c.rectangle(x - 12, y - height * 0.62, 24, 66, INK)
    c.line([(x, y - height), (x, y - height * 0.6)], INK, 2)


def _tandem_wings(c: Canvas) -> None:
    c.stroke([(250, 276), (730, 262)], INK, 7)
    for x, y in ((330, 262), (600, 254)):
        c.polygon([(x - 120, y - 66), (x + 90, y - 76), (x + 130, y + 2), (x - 80, y + 12)], figures.CLOTH)
        for part in range(1, 6):
            dx = part * 35
            c.line([(x - 120 + dx, y - 66 - dx * 0.05), (x - 80 + dx, y + 12 - dx * 0.05)], figures.SPRUCE, 2)
        c.line([(x - 120, y - 66), (x + 90, y - 76)], figures.SPRUCE, 5)
        c.stroke([(x, y + 8), (x + 4, 326)], INK, 4)
    c.polygon([(700, 240), (790, 206), (800, 262), (720, 276)], figures.SHADE)
    c.oval(470, 272, 12, 62, (255, 250, 235, 110))
