"""What the tags of MP4 and QuickTime files become: iTunes' list, Apple's keys, user data, Android's and cameras'."""

from __future__ import annotations

from typing import Final

from extractors.files.claims import Claims, Speaker
from extractors.files.movie_boxes import Movie, Tag
from extractors.files.tag_values import say_position, say_tag, stream_language

_PERSON, _DEVICE = Speaker.PERSON, Speaker.DEVICE

TAGS: Final[dict[str, tuple[str, Speaker]]] = {
    "©nam": ("title", _PERSON), "titl": ("title", _PERSON), "name": ("title", _PERSON),
    "©ART": ("creator", _PERSON), "©aut": ("creator", _PERSON), "auth": ("creator", _PERSON),
    "©AUT": ("creator", _PERSON),
    "aART": ("contributor", _PERSON), "©wrt": ("composer", _PERSON), "©com": ("composer", _PERSON),
    "©dir": ("director", _PERSON), "©prd": ("producer", _PERSON), "©prf": ("performer", _PERSON),
    "©PRF": ("performer", _PERSON), "perf": ("performer", _PERSON), "©con": ("contributor", _PERSON),
    "©arg": ("contributor", _PERSON), "©nrt": ("presenter", _PERSON), "©sol": ("performer", _PERSON),
    "©cpr": ("copyrightNotice", _PERSON), "cprt": ("copyrightNotice", _PERSON), "©cpy": ("copyrightNotice", _PERSON),
    "©alb": ("album", _PERSON), "albm": ("album", _PERSON),
    "©gen": ("genre", _PERSON), "gnre": ("genre", _PERSON), "catg": ("genre", _PERSON),
    "©day": ("dateCreated", _PERSON), "yrrc": ("dateCreated", _PERSON),
    "©cmt": ("description", _PERSON), "©des": ("description", _PERSON), "desc": ("description", _PERSON),
    "ldes": ("description", _PERSON), "dscp": ("description", _PERSON), "info": ("description", _PERSON),
    "©inf": ("description", _PERSON), "sdes": ("description", _PERSON),
    "©key": ("keyword", _PERSON), "keyw": ("keyword", _PERSON), "kywd": ("keyword", _PERSON),
    "©lyr": ("transcript", _PERSON),
    "©src": ("source", _PERSON), "©pub": ("publishedBy", _PERSON), "©lab": ("publishedBy", _PERSON),
    "©url": ("creatorContact", _PERSON),
    "trkn": ("trackNumber", _PERSON), "©trk": ("trackNumber", _PERSON), "disk": ("discNumber", _PERSON),
    "tvsh": ("partOf", _PERSON), "tvsn": ("seasonNumber", _PERSON), "tves": ("episodeNumber", _PERSON),
    "tvnn": ("publishedOn", _PERSON), "com.apple.iTunes:iTunEXTC": ("ageRating", _PERSON),
    "com.apple.quicktime.location.accuracy.horizontal": ("gpsAccuracy", _DEVICE),
    "tmpo": ("tempo", _PERSON),
    "©too": ("software", _DEVICE), "©swr": ("software", _DEVICE), "©enc": ("software", _DEVICE),
    "©mak": ("cameraMake", _DEVICE), "manu": ("cameraMake", _DEVICE),
    "©mod": ("cameraModel", _DEVICE), "modl": ("cameraModel", _DEVICE),
    "©fmt": ("source", _DEVICE),
    "com.apple.quicktime.title": ("title", _PERSON),
    "com.apple.quicktime.displayname": ("title", _PERSON),
    "com.apple.quicktime.author": ("creator", _PERSON),
    "com.apple.quicktime.artist": ("creator", _PERSON),
    "com.apple.quicktime.director": ("director", _PERSON),
    "com.apple.quicktime.producer": ("producer", _PERSON),
    "com.apple.quicktime.composer": ("composer", _PERSON),
    "com.apple.quicktime.performer": ("performer", _PERSON),
    "com.apple.quicktime.description": ("description", _PERSON),
    "com.apple.quicktime.comment": ("description", _PERSON),
    "com.apple.quicktime.information": ("description", _PERSON),
    "com.apple.quicktime.keywords": ("keyword", _PERSON),
    "com.apple.quicktime.genre": ("genre", _PERSON),
    "com.apple.quicktime.album": ("album", _PERSON),
    "com.apple.quicktime.copyright": ("copyrightNotice", _PERSON),
    "com.apple.quicktime.publisher": ("publishedBy", _PERSON),
    "com.apple.quicktime.year": ("dateCreated", _PERSON),
    "com.apple.quicktime.rating.user": ("rating", _PERSON),
    "com.apple.quicktime.creationdate": ("captureDate", _DEVICE),
    "com.apple.quicktime.make": ("cameraMake", _DEVICE),
    "com.apple.quicktime.model": ("cameraModel", _DEVICE),
    "com.apple.quicktime.software": ("software", _DEVICE),
    "com.apple.quicktime.camera.lens_model": ("lensModel", _DEVICE),
    "com.apple.quicktime.camera.focal_length.35mm_equivalent": ("focalLength35mm", _DEVICE),
    "com.apple.quicktime.camera.identifier": ("cameraSerialNumber", _DEVICE),
    "com.apple.quicktime.content.identifier": ("documentId", _DEVICE),
    "com.apple.quicktime.direction.facing": ("gpsDirection", _DEVICE),
    "com.apple.quicktime.location.name": ("contentLocation", _PERSON),
    "com.apple.proapps.reel": ("reelName", _PERSON),
    "com.apple.proapps.scene": ("scene", _PERSON),
    "com.apple.proapps.shot": ("take", _PERSON),
    "com.apple.proapps.clipID": ("documentId", _DEVICE),
    "com.apple.proapps.manufacturer": ("cameraMake", _DEVICE),
    "com.apple.proapps.cameraName": ("cameraModel", _DEVICE),
    "com.apple.proapps.modelname": ("cameraModel", _DEVICE),
    "com.apple.proapps.serialno": ("cameraSerialNumber", _DEVICE),
    "com.android.manufacturer": ("cameraMake", _DEVICE),
    "com.android.model": ("cameraModel", _DEVICE),
    "loci name": ("contentLocation", _PERSON),
    "com.apple.iTunes:LABEL": ("publishedBy", _PERSON),
    "com.apple.iTunes:ISRC": ("registryEntry", _PERSON),
    "com.apple.iTunes:BARCODE": ("registryEntry", _PERSON),
    "com.apple.iTunes:CATALOGNUMBER": ("registryEntry", _PERSON),
    "com.apple.iTunes:DIRECTOR": ("director", _PERSON),
    "com.apple.iTunes:CONDUCTOR": ("contributor", _PERSON),
    "com.apple.iTunes:LYRICIST": ("writer", _PERSON),
    "com.apple.iTunes:PRODUCER": ("producer", _PERSON),
    "com.apple.iTunes:MOOD": ("mood", _PERSON),
    "com.apple.iTunes:LANGUAGE": ("language", _PERSON),
    "com.apple.iTunes:initialkey": ("musicalKey", _PERSON),
    "com.apple.iTunes:LICENSE": ("licence", _PERSON),
    # FFmpeg writes its own names where it is told to use Apple's keys.
    "title": ("title", _PERSON), "artist": ("creator", _PERSON), "author": ("creator", _PERSON),
    "comment": ("description", _PERSON), "description": ("description", _PERSON), "synopsis": ("description", _PERSON),
    "album": ("album", _PERSON), "genre": ("genre", _PERSON), "copyright": ("copyrightNotice", _PERSON),
    "composer": ("contributor", _PERSON), "keywords": ("keyword", _PERSON), "date": ("dateCreated", _PERSON),
    "creation_time": ("digitisedDate", _DEVICE), "make": ("cameraMake", _DEVICE), "model": ("cameraModel", _DEVICE),
    "encoder": ("software", _DEVICE), "timecode": ("timecode", _DEVICE), "language": ("language", _PERSON),
}  # fmt: skip
"""Name of a tag to property and speaker."""

POSITIONS: Final = ("com.apple.quicktime.location.ISO6709", "©xyz", "loci", "location", "location-eng")
KEPT: Final = frozenset((
    "cpil", "pgap", "pcst", "hdvd", "shwm", "stik", "plID", "cnID", "atID", "geID", "sfID", "cmID", "akID", "xid ",
    "apID", "ownr", "purd", "purl", "egid", "sonm", "soar", "soaa", "soal", "soco", "sosn", "flvr", "rtng", "©st3",
    "©grp", "©wrk", "©mvn", "©mvi", "©mvc", "©req", "©hst", "©ope", "©ed1", "©TIM", "©TSC", "©TSZ", "©dji",
    "major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "com.android.version",
    "com.android.capture.fps", "com.apple.quicktime.location.body", "tven",
    "com.apple.quicktime.location.date", "com.apple.quicktime.location.note", "com.apple.quicktime.location.role",
    "com.apple.quicktime.live-photo.auto", "com.apple.quicktime.live-photo.vitality-score",
    "com.apple.quicktime.live-photo.vitality-scoring-version", "com.apple.quicktime.full-frame-rate-playback-intent",
    "com.apple.quicktime.is-montage", "com.apple.quicktime.player.version",
    "com.apple.quicktime.player.movie.audio.mute",
    "com.apple.quicktime.player.movie.audio.gain", "com.apple.quicktime.player.movie.audio.balance",
    "com.apple.iTunes:iTunSMPB", "com.apple.iTunes:iTunNORM", "com.apple.iTunes:Encoding Params",
    "com.apple.iTunes:iTunes_CDDB_1", "com.apple.iTunes:iTunes_CDDB_IDs", "com.apple.iTunes:iTunes_CDDB_TrackNumber",
    "com.apple.iTunes:tool", "com.apple.iTunes:cdec",
))  # fmt: skip
"""Known, and nothing that a claim would say: how players sort, gapless playback, identifiers of a shop's account."""
_KEPT_UDTA: Final = frozenset((
    "SDLN", "smrd", "smta", "hnti", "hinf", "WLOC", "LOOP", "SelO", "AllF", "ptv ", "FIRM", "LENS", "CAME", "SETT",
    "GPMF", "MUID", "HMMT", "BCID", "GUMI", "free", "Xtra", "chpl", "tagc", "tsel", "strk", "cvru", "auth", "thmb",
))  # fmt: skip
_CREDITS: Final = "com.apple.iTunes:iTunMOVI"
_CREDITED: Final = {
    "cast": "performer", "directors": "director", "codirectors": "director", "producers": "producer",
    "screenwriters": "writer", "studio": "publishedBy",
}  # fmt: skip
_REPLAY_GAIN: Final = "com.apple.itunes:replaygain_"
_REGISTRIES: Final = "com.apple.itunes:musicbrainz "


def say_movie(movie: Movie, claims: Claims) -> None:
    """Add what the boxes' tags say; a tag that is not known is counted by its name."""
    positions = [tag for tag in movie.tags if tag.name in POSITIONS]
    for tag in positions[:1]:
        if not say_position(tag.text, claims, pointer=f"/Tag/{tag.name}"):
            claims.problem(f"the position {tag.text[:40]!r} is not one of ISO 6709 such as +51.4169-000.0806/")
    for tag in movie.tags:
        _say(tag, claims)
    say_tag(claims, "modifiedDate", Speaker.DEVICE, movie.modified, pointer="/moov/mvhd/modification_time")
    for picture in movie.pictures:
        claims.kept[f"Picture:{picture}"] += 1
    for name in movie.other:
        known = name.partition("/")[2] in _KEPT_UDTA
        (claims.kept if known else claims.unmapped)[f"Tag:{name[:80]}"] += 1
    for problem in movie.problems:
        claims.problem(problem)


def _say(tag: Tag, claims: Claims) -> None:
    name = tag.name
    if name in POSITIONS:
        return
    if name == _CREDITS:
        _say_credits(tag.text, claims)
    elif name in TAGS:
        prop, speaker = TAGS[name]
        text = f"{name.rpartition(':')[2]}:{tag.text}" if prop == "registryEntry" else tag.text
        language = stream_language(tag.language)
        say_tag(claims, prop, speaker, text, pointer=f"/Tag/{name}", language=language)
    elif name in KEPT or name.lower().startswith(_REPLAY_GAIN):
        claims.kept[f"Tag:{name[:80]}"] += 1
    elif name.lower().startswith(_REGISTRIES):
        text = f"{name.partition(':')[2]}:{tag.text}"
        claims.say(Speaker.PERSON, "registryEntry", text, pointer=f"/Tag/{name}")
    else:
        claims.unmapped[f"Tag:{name[:80]}"] += 1


def _say_credits(text: str, claims: Claims) -> None:
    """Say iTunes' property list of cast and crew."""
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        credits = plistlib.loads(text.encode("utf-8"))
    except (ExpatError, ValueError, AttributeError, TypeError, LookupError):  # an entity declared is a ValueError too
        claims.problem(f"tag {_CREDITS} is no property list")
        return
    for key, value in credits.items() if isinstance(credits, dict) else ():
        people = value if isinstance(value, list) else [{"name": value}]
        for person in people if key in _CREDITED else ():
            if isinstance(person, dict) and isinstance(person.get("name"), str):
                pointer = f"/Tag/{_CREDITS}/{key}"
                claims.say(Speaker.PERSON, _CREDITED[key], person["name"], pointer=pointer)
        if key not in _CREDITED:
            claims.kept[f"Tag:{_CREDITS}/{str(key)[:40]}"] += 1
