"""MediaInfo's tags, and what each becomes. Names are of its JSON and newer XML; older XML folds to the same ones.

MediaInfo writes a tag's name with or without underscores (``Bit_rate``, ``BitRate``), so names are compared without
them and without case.
"""

from __future__ import annotations

from typing import Final

GENERAL, VIDEO, AUDIO, TEXT, IMAGE, OTHER, MENU = "General", "Video", "Audio", "Text", "Image", "Other", "Menu"

STREAM: Final = {
    "Format": "format", "Format_Version": "version", "Format_Profile": "profile", "CodecID": "codec_id",
    "Width": "width", "Height": "height", "PixelAspectRatio": "pixelAspect", "DisplayAspectRatio": "displayAspect",
    "FrameRate": "frameRate", "FrameCount": "frameCount", "BitDepth": "bitDepth", "ColorSpace": "space",
    "ChromaSubsampling": "subsampling", "colour_range": "range", "colour_primaries": "colourPrimaries",
    "transfer_characteristics": "colourTransfer", "matrix_coefficients": "colourSpace", "Rotation": "rotation",
    "SamplingRate": "sampleRate", "Channels": "channels", "ChannelLayout": "layout", "Language": "language",
    "Format_Settings_Endianness": "endianness", "Format_Settings_Sign": "sign", "ScanType": "scan",
    "ScanOrder": "scanOrder", "HDR_Format": "hdr", "HDR_Format_Compatibility": "hdrCompatibility", "MaxCLL": "maxcll",
    "MaxFALL": "maxfall", "TimeCode_FirstFrame": "timecode",
}  # fmt: skip
"""Tags of a stream to the names under which `measured.Stream` has their values."""

_OLD: Final = {
    "Channel_s_": "Channels", "Color_primaries": "colour_primaries", "Color_range": "colour_range",
    "Complete_name": "CompleteName", "Writing_application": "Encoded_Application",
    "Writing_library": "Encoded_Library", "Track_name": "Track", "Movie_name": "Movie",
    "Track_name_Position": "Track_Position", "Album_Performer": "Album_Performer", "Written_by": "WrittenBy",
    "Time_code_of_first_frame": "TimeCode_FirstFrame", "Bit_rate": "BitRate", "Overall_bit_rate": "OverallBitRate",
    "Encoded_by": "EncodedBy", "Service_name": "ServiceName", "Channel_positions": "ChannelPositions",
    "Maximum_Content_Light_Level": "MaxCLL", "Maximum_Frame-Average_Light_Level": "MaxFALL", "Scan_order": "ScanOrder",
}  # fmt: skip
"""Names of older XML that differ in more than underscores."""

DESCRIBED: Final = {
    "Title": "title", "Movie": "title", "Track": "title", "Album": "album", "Collection": "partOf", "Season": "partOf",
    "Description": "description", "Synopsis": "description", "Summary": "description", "Comment": "description",
    "Track_Position": "trackNumber", "Part_Position": "discNumber", "Genre": "genre", "Mood": "mood",
    "Subject": "about", "Keywords": "keyword", "ContentType": "format", "Copyright": "copyrightNotice",
    "TermsOfUse": "usageTerms", "Publisher": "publishedBy", "DistributedBy": "publishedBy",
    "ServiceName": "serviceName", "ServiceProvider": "publishedBy", "Performer": "creator",
    "Album_Performer": "contributor", "Director": "director", "CoDirector": "director", "Composer": "composer",
    "Producer": "producer", "CoProducer": "producer", "ExecutiveProducer": "producer", "WrittenBy": "writer",
    "ScreenplayBy": "writer", "Lyricist": "writer", "Actor": "performer", "Conductor": "contributor",
    "Arranger": "contributor", "DirectorOfPhotography": "contributor", "EditedBy": "contributor",
    "ProductionStudio": "contributor", "ProductionDesigner": "contributor", "CostumeDesigner": "contributor",
    "SoundEngineer": "contributor", "MasteredBy": "contributor", "RemixedBy": "contributor",
    "Choregrapher": "contributor", "Accompaniment": "contributor", "Lyrics": "transcript", "LawRating": "ageRating",
    "Recorded_Date": "dateCreated", "Written_Date": "dateCreated", "Released_Date": "datePublished",
    "Recorded_Location": "contentLocation", "ISRC": "houseIdentifier", "ISBN": "houseIdentifier",
    "ISAN": "isan", "BarCode": "houseIdentifier", "CatalogNumber": "houseIdentifier", "UMID": "umid",
}  # fmt: skip
"""Tags that people wrote into the file to properties; those of people are credits."""

ROLES: Final = {
    "Conductor": "conductor", "Arranger": "arranger", "DirectorOfPhotography": "director of photography",
    "EditedBy": "editor", "ProductionStudio": "production studio", "ProductionDesigner": "production designer",
    "CostumeDesigner": "costume designer", "SoundEngineer": "sound engineer", "MasteredBy": "mastering engineer",
    "RemixedBy": "remixer", "Choregrapher": "choreographer", "Accompaniment": "accompanist",
}  # fmt: skip
"""Tags of contributors that have no property of their own to their roles, for their credits."""

FOUND: Final = {
    "Encoded_Date": "digitisedDate", "Encoded_Application": "software", "Encoded_Library": "software",
}  # fmt: skip
"""Tags that programs wrote into the file to properties."""

OF_THE_FILE: Final = {
    "CompleteName": "the file that it is about, by its own name",
    "Format": "mediaFormat, with Format_Profile and CodecID",
    "Format_Profile": "mediaFormat",
    "CodecID": "mediaFormat: the file's brand",
    "Duration": "duration",
    "OverallBitRate": "bitRate",
    "extra.xyz": "latitude, longitude and altitude",
    "extra._00_00_00_000": "chapter, from the time that the key spells",
}
"""Tags of the file itself, read one by one."""

KEPT: Final = {
    "BitRate": "kept: of one stream; ours is of the whole file",
    "Duration_*": "kept: the duration again, in other words",
    "Duration": "kept: of one stream; the file's is taken",
    "Format_*": "kept: how the format is set, by the name that MediaInfo has for it",
    "Codec*": "kept: the codec again, by other names",
    "InternetMediaType": "kept: the codec again, as a media type",
    "Source_*": "kept: measures of what the edit list leaves out",
    "Original*": "kept: where the first form came from",
    "Encoded_Library_*": "kept: parts of the encoder's name, and its settings",
    "Encoded_Application_*": "kept: parts of the program's name",
    "Encoded_OperatingSystem": "kept: on which system it was encoded",
    "EncodedBy": "kept: who ran the encoder",
    "Tagged_Date": "kept: when the tags were written",
    "File_*": "kept: what the file system says",
    "FileName*": "kept: the file's name again",
    "FileExtension": "kept: the file's name again",
    "FolderName": "kept: where the file lay",
    "FileSize": "kept: the file's own bytes say it",
    "StreamSize*": "kept: bytes of one stream",
    "HeaderSize": "kept: bytes of the container",
    "DataSize": "kept: bytes of the container",
    "FooterSize": "kept: bytes of the container",
    "IsStreamable": "kept: whether the index stands first",
    "Count": "kept: a number of tags",
    "*Count": "kept: a number of streams",
    "*_Format_List": "kept: the streams say it",
    "*_Format_WithHint_List": "kept: the streams say it",
    "*_Codec_List": "kept: the streams say it",
    "*_Language_List": "kept: the streams say it",
    "StreamKind*": "kept: its number",
    "StreamOrder": "kept: its number",
    "FirstPacketOrder": "kept: its number",
    "ID*": "kept: its number",
    "UniqueID*": "kept: the number that the container gives itself",
    "MenuID*": "kept: its number",
    "@type": "the kind of the stream",
    "@typeorder": "kept: its number",
    "@streamid": "kept: its number",
    "BitRate_*": "kept: how the bit rate varies",
    "OverallBitRate_*": "kept: how the bit rate varies",
    "Bits-*": "kept: bits for a pixel",
    "BitDepth_*": "kept: the depth again, and how deep the samples are stored",
    "Width_*": "kept: the width again, as stored or cropped",
    "Height_*": "kept: the height again, as stored or cropped",
    "Stored_*": "kept: the size as stored",
    "Sampled_*": "kept: the size as sampled",
    "Active_*": "kept: the size of the picture within the frame",
    "PixelAspectRatio_*": "kept: the shape again",
    "DisplayAspectRatio_*": "kept: the shape again",
    "FrameRate_*": "kept: the rate again, and how it varies",
    "FrameRate": "kept: of packets of sound, or the file's, which the stream's repeats",
    "FrameCount": "kept: of packets of sound, or the file's, which the stream's repeats",
    "Rotation_*": "kept: the rotation again",
    "ColorSpace_*": "kept: the colours again",
    "ChromaSubsampling_*": "kept: the subsampling again, and where its samples lie",
    "colour_*": "kept: where the colours are said",
    "transfer_characteristics_*": "kept: where the colours are said",
    "matrix_coefficients_*": "kept: where the colours are said",
    "MasteringDisplay_*": "kept: the display it was graded on, in MediaInfo's words",
    "HDR_*": "kept: more of the form of HDR",
    "MaxCLL_*": "kept: the brightest pixel again",
    "MaxFALL_*": "kept: the brightest picture again",
    "Scan*": "kept: how the fields are stored",
    "Interlacement*": "kept: how the fields are stored",
    "Compression_*": "kept: whether the codec loses",
    "CABAC": "kept: how the format is set, in EBUCore's words",
    "MBAFF": "kept: how the format is set, in EBUCore's words",
    "Standard": "kept: NTSC or PAL",
    "Gop_*": "kept: how pictures follow each other",
    "Channel*": "kept: the channels again, and where they are",
    "Matrix_*": "kept: the channels of a matrixed sound",
    "Sampling*": "kept: samples again, and how many",
    "SamplesPerFrame": "kept: how samples are packed",
    "Resolution*": "kept: the depth again",
    "Alignment*": "kept: how packets lie",
    "Interleave_*": "kept: how packets lie",
    "ReplayGain_*": "kept: how a player should turn it up; not a loudness in LUFS",
    "Delay*": "kept: when the stream begins",
    "Video_Delay*": "kept: when the stream begins",
    "Video0_Delay*": "kept: when the stream begins",
    "TimeStamp_*": "kept: when the stream begins",
    "TimeCode_*": "kept: more of the timecode",
    "Type": "kept: which other stream it is",
    "Language_*": "kept: the language again, in words",
    "Default*": "kept: whether a player takes it first",
    "Forced*": "kept: whether a player must show it",
    "AlternateGroup*": "kept: which streams stand for each other",
    "ServiceKind*": "kept: what the stream is for",
    "Statistics*": "kept: counted by the muxer",
    "Buffer*": "kept: how much a player must hold",
    "MuxingMode*": "kept: how the stream is packed",
    "Encryption*": "kept: how it is locked",
    "Cover*": "kept: a picture in the tags",
    "Track_Position_*": "kept: of how many",
    "Part*": "kept: a part of the work",
    "Title_More": "kept: more of the title",
    "List*": "kept: where the next file is",
    "Events_*": "kept: how captions change",
    "Lines_*": "kept: how captions are laid out",
    "ElementCount": "kept: how many captions there are",
    "Encoded_*": "kept: more of how it was encoded",
    "MultiView_*": "kept: how views of a stereo film are stored",
    "Actor_Character": "kept: whom a performer plays, without saying which performer",
    "Owner": "kept: who owns this copy",
    "Archival_Location": "kept: where the copy lies",
    "Rating": "kept: stars on a scale that the tag does not name",
    "extra.mdhd_*": "kept: the box that says the duration",
    "extra.CodecConfigurationBox": "kept: the box that configures the codec",
    "extra.ConformanceErrors*": "kept: how the file breaks its format's rules",
    "extra.Conformance*": "kept: how the file breaks its format's rules",
    "extra.pvs_*": "kept: how the file was checked",
    "extra.FileExtension_Invalid": "kept: the endings that its format has",
    "extra.com_android_version": "kept: the version of the telephone's system",
    "extra.Duration_*": "kept: the duration again",
    "extra.major_brand": "kept: the brands again",
    "extra.minor_version": "kept: the brands again",
    "extra.compatible_brands": "kept: the brands again",
    "extra.MD5_Unencoded": "kept: a checksum of the samples, not of the file",
    "extra.bsid": "kept: how AC-3 is set",
    "extra.dialnorm*": "kept: how AC-3 is set",
    "extra.compr*": "kept: how AC-3 is set",
    "extra.dynrng*": "kept: how AC-3 is set",
    "extra.acmod": "kept: how AC-3 is set",
    "extra.lfeon": "kept: how AC-3 is set",
}
"""What becomes of the other tags; ``*`` stands for any end or beginning of a name. `extra` holds tags of the file."""


def folded(name: str) -> str:
    """Return a tag's name as it is compared.

    >>> folded("Bit_rate") == folded("BitRate"), folded("Channel_s_")
    (True, 'channels')
    """
    return (_OLD_FOLDED.get(name) or name).replace("_", "").replace("-", "").lower()


_OLD_FOLDED: Final = {**_OLD, **{name.lower(): new for name, new in _OLD.items()}}

_STREAM: Final = {folded(name): value for name, value in STREAM.items()}
_DESCRIBED: Final = {folded(name): value for name, value in DESCRIBED.items()}
_FOUND: Final = {folded(name): value for name, value in FOUND.items()}
_KEPT_STARTS: Final = tuple(folded(name.strip("*").removeprefix("extra.")) for name in KEPT if name.endswith("*"))
_KEPT_ENDS: Final = tuple(folded(name.lstrip("*")) for name in KEPT if name.startswith("*"))
_KEPT_WHOLE: Final = frozenset(
    folded(name.removeprefix("extra.")) for name, why in KEPT.items() if why.startswith("kept") and "*" not in name
)


def stream_value(name: str) -> str:
    """Return the name of a stream's value for a tag, "" for any other tag."""
    return _STREAM.get(folded(name), "")


def described(name: str) -> str:
    """Return the property of what people wrote into the tag, "" for any other tag."""
    return _DESCRIBED.get(folded(name), "")


def found(name: str) -> str:
    """Return the property of what programs wrote into the tag, "" for any other tag."""
    return _FOUND.get(folded(name), "")


def is_kept(name: str) -> bool:
    """Say whether a tag is known and stays in the blob."""
    plain = folded(name)
    if plain in _KEPT_WHOLE or plain.endswith(_KEPT_ENDS):
        return True
    return plain.startswith(_KEPT_STARTS)
