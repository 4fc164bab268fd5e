"""The fields of EBU STL's general block (EBU Tech 3264-E, 4), what becomes of them, and the codes of languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, tuple[int, int, str]]] = {
    "CPN": (0, 3, "how this block's texts are encoded"),
    "DFC": (3, 8, "how many frames a second has"),
    "DSC": (11, 1, "kept: teletext or open subtitles"),
    "CCT": (12, 2, "how the subtitles are encoded"),
    "LC": (14, 2, "the language of the texts"),
    "OPT": (16, 32, "title"),
    "OET": (48, 32, "headline"),
    "TPT": (80, 32, "title"),
    "TET": (112, 32, "headline"),
    "TN": (144, 32, "contributor"),
    "TCD": (176, 32, "kept: how to reach the translator"),
    "SLR": (208, 16, "jobId"),
    "CD": (224, 6, "kept: the date of the subtitles, not of the programme"),
    "RD": (230, 6, "kept: the date of the subtitles, not of the programme"),
    "RN": (236, 2, "kept: the state of the subtitles"),
    "TNB": (238, 5, "kept: a count of the writer's"),
    "TNS": (243, 5, "kept: a count of the writer's"),
    "TNG": (248, 3, "kept: a count of the writer's"),
    "MNC": (251, 2, "kept: a limit of the display"),
    "MNR": (253, 2, "kept: a limit of the display"),
    "TCS": (255, 1, "kept: whether timecodes are meant to be used"),
    "TCP": (256, 8, "from where times are counted"),
    "TCF": (264, 8, "kept: the first subtitle's time, which it has itself"),
    "TND": (272, 1, "kept: on how many disks the file came"),
    "DSN": (273, 1, "kept: on how many disks the file came"),
    "CO": (274, 3, "kept: the country of the subtitles, not of the programme"),
    "PUB": (277, 32, "the person who speaks, where no editor is named"),
    "EN": (309, 32, "the person who speaks"),
    "ECD": (341, 32, "kept: how to reach the editor"),
    "UDA": (448, 576, "kept: what the writer's own system needs"),
}
"""Name to first byte, length, and what it becomes."""

KEYS: Final[Mapping[str, str]] = {
    **{f"GSI:{name}": becomes for name, (_, _, becomes) in FIELDS.items()},
    "TTI:TF": "subtitle; note, where the block is a comment (CF)",
    "TTI:TCI": "the start of the Segment",
    "TTI:TCO": "the end of the Segment",
    "TTI:CF": "whether a text is a note",
    "TTI:SGN": "which blocks belong together",
    "TTI:SN": "which blocks belong together",
    "TTI:EBN": "which blocks belong together",
    "TTI:CS": "kept: whether texts add up on the screen",
    "TTI:VP": "kept: a row, whose height depends on the text",
    "TTI:JC": "kept: how a text is aligned",
    "TTI:style codes": "kept: colours, italics, boxes",
    "TTI:user data": "kept: what the writer's own system needs",
}

_EUROPEAN: Final = (
    "sq br ca hr cy cs da de en es eo et eu fo fr fy ga gd gl is it se la lv lb lt hu mt nl no oc pl pt ro rm sr sk sl "
    "fi sv tr nl wa"
)
"""Codes 01 to 2B; 2A is Flemish."""
_OTHER: Final = (
    "am ar hy as az bm be bn bg my zh cv prs ff ka el gu gn ha he hi id ja kn kk km ko lo mk mg ms mo mr nd ne or pap "
    "fa pa ps qu ru - sh sn si so srn sw tg ta tt te th uk ur uz vi zu"
)
"""Codes 7F down to 45; 55 is Ruthenian, which has no tag of its own."""

LANGUAGES: Final[Mapping[str, str]] = {
    **{f"{number:02X}": tag for number, tag in enumerate(_EUROPEAN.split(), 1)},
    **{f"{0x7F - number:02X}": tag for number, tag in enumerate(_OTHER.split()) if tag != "-"},
}
"""Hexadecimal code to BCP 47 tag (Tech 3264-E, appendix 3)."""
