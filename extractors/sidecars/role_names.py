"""What codes of roles mean, in words: TV-Anytime's TVARoleCS (ETSI TS 102 822-3-1) and MPEG-7's RoleCS."""

from __future__ import annotations

import re
from typing import Final

_TV_ANYTIME: Final = {
    "V708": "dubber", "V709": "key character", "V106": "key talent", "V43": "participant", "V813": "puppeteer",
    "V710": "stunts", "V80": "choreographer", "V484": "costume designer", "V83": "director of photography",
    "V714": "fight director", "V487": "floor manager", "V490": "post-production editor", "V715": "script supervisor",
    "V716": "second assistant director", "V717": "second unit director", "V718": "sound designer", "V76": "adaptor",
    "V2": "scenario", "V94": "treatment/programme proposal", "V807": "choir", "V42": "conductor", "V808": "ensemble",
    "V810": "librettist", "V811": "lyricist", "V719": "music arranger", "V809": "music group", "V88": "orchestra",
    "V103": "announcer", "V720": "causeur", "V32": "commentary or commentator", "V483": "correspondent",
    "V486": "editor/producer (news)", "V30": "editor-in-chief", "V31": "editor-of-the-day", "V96": "expert",
    "V97": "interviewed guest", "V721": "news reader", "V117": "witness", "V19": "commissioning broadcaster",
    "V55": "manufacturer", "V20": "production company", "V22": "production department",
    "V724": "assistant chief lighting technician", "V498": "broadcast assistant", "V725": "carpenter",
    "V727": "dialogue coach", "V728": "draughtsman", "V485": "dresser", "V489": "graphic designer",
    "V729": "hairdresser", "V44": "illustrator", "V730": "leadman", "V496": "scenic operative", "V77": "set dresser",
    "V82": "visual editor", "V734": "assistant visual editor", "V735": "clapper loader", "V736": "focus puller",
    "V737": "foley artist", "V738": "foley editor", "V739": "foley mixer", "V488": "graphic assistant",
    "V740": "grip", "V741": "key grip", "V742": "matte artist", "V45": "photographer", "V743": "pyrotechnician",
    "V494": "rigger", "V744": "second assistant camera", "V745": "sound mixer", "V49": "sound recordist",
    "V105": "special effects", "V746": "vision mixer", "V748": "animal trainer", "V749": "armourer",
    "V812": "computer programmer", "V79": "consultant", "V750": "greensman", "V751": "location manager",
    "V493": "programme production researcher", "V495": "runner", "V753": "sign language", "V754": "subtitles",
    "V95": "translation", "V755": "transportation manager", "V497": "assistant producer", "V110": "casting",
    "V491": "production manager", "V492": "production secretary", "AD1": "advertising agency",
    "AD2": "advertising production company", "AD3": "advertiser", "AD4": "commissioning channel",
    "AD5": "commissioning brand", "AD6": "presenter", "AD7": "studio manager", "AD8": "assistant studio manager",
    "AD9": "caption author", "AD10": "electrician", "AD11": "judge", "AD12": "series editor",
    "AD13": "series producer", "AD14": "aerial photographer", "AD15": "archive source",
    "AD16": "third assistant director", "AD17": "idea originator", "AD18": "camera supervisor",
    "AD19": "deputy editor", "AD20": "format deviser", "AD21": "dubbing editor", "AD22": "make-up designer",
    "AD23": "music adviser", "AD24": "outside broadcast engineering manager",
    "AD25": "outside broadcast camera operator", "AD26": "outside broadcast director",
    "AD27": "outside broadcast lighting technician", "AD28": "outside broadcast sound engineer",
    "AD29": "question setter", "AD30": "rostrum camera operator", "AD31": "stage designer", "AD32": "stage director",
    "AD33": "stage lighting director", "AD34": "stage manager", "AD35": "stage production manager",
    "AD36": "studio camera operator", "AD37": "studio director", "AD38": "studio sound engineer",
    "AD39": "outside broadcast vision engineer",
}  # fmt: skip
"""TVARoleCS:2011, term to English name in lower case; terms of older versions mean the same."""

_CODED: Final = re.compile(r"(?:^|:)(TVARoleCS|RoleCS)(?::[\d\-]+)?:([A-Za-z0-9.\-_ ]+)$", re.IGNORECASE)


def role_name(code: str) -> str:
    """Return what the URN of a role means, in words; "" for one of another scheme or without a name.

    >>> role_name("urn:tva:metadata:cs:TVARoleCS:2011:V83"), role_name("urn:mpeg:mpeg7:cs:RoleCS:2001:ART-DIRECTOR")
    ('director of photography', 'art director')
    """
    match = _CODED.search(code.strip())
    if match is None:
        return ""
    if match[1].lower() == "tvarolecs":
        return _TV_ANYTIME.get(match[2].upper(), "")
    words = re.sub(r"[-_]", " ", match[2]).lower()
    return words if re.fullmatch(r"[a-z ]{3,40}", words) and words != "unknown" else ""
