"""The columns of an Avid log, and what becomes of each. Names are those Avid and camera vendors write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Column(NamedTuple):
    """What a column becomes: a property, or "kept: why". `kind` is how its cells are read, "" as text.

    `is_told` says that a person wrote the cells; `prefix` goes before them.
    """

    becomes: str
    kind: str = ""
    is_told: bool = False
    prefix: str = ""


_SAID: Final = {
    "Start": Column("timecode"),
    "Duration": Column("duration", "duration"),
    "FPS": Column("frameRate", "rate"),
    "Image Size": Column("width, height", "size"),
    "Raster Dimension": Column("width, height", "size"),
    "Frame Width": Column("width"),
    "Frame Height": Column("height"),
    "Image Aspect Ratio": Column("aspectRatio", "ratio"),
    "Audio SR": Column("sampleRate", "samples"),
    "Audio Sample Rate": Column("sampleRate", "samples"),
    "Audio Bit Depth": Column("bitDepth"),
    "Color Space": Column("colourSpace"),
    "Colour Space": Column("colourSpace"),
    "Tape": Column("reelName"),
    "TapeID": Column("reelName"),
    "Tape ID": Column("reelName"),
    "Reel": Column("reelName"),
    "Reel #": Column("reelName"),
    "Reel Name": Column("reelName"),
    "Camroll": Column("reelName"),
    "Soundroll": Column("reelName"),
    "Labroll": Column("reelName"),
    "VFX Reel": Column("reelName"),
    "Source File": Column("sourceFile"),
    "UNC Path": Column("sourceFile"),
    "Scene": Column("scene"),
    "Take": Column("take"),
    "Shoot Date": Column("captureDate", "date"),
    "Shoot date": Column("captureDate", "date"),
    "Camera Model": Column("cameraModel"),
    "Camera Type": Column("cameraModel"),
    "Camera Manufacturer": Column("cameraMake"),
    "Camera Serial": Column("cameraSerialNumber"),
    "Camera Serial Number": Column("cameraSerialNumber"),
    "Lens": Column("lensModel"),
    "Lens Type": Column("lensModel"),
    "Lens Serial": Column("lensSerialNumber"),
    "ASC_SOP": Column("colourDecision", "cdl", False, "SOP"),
    "ASC_SAT": Column("colourDecision", "cdl", False, "SAT"),
}
_TOLD: Final = {
    "Name": Column("title", "", True),
    "Description": Column("description", "", True),
    "DESCRIPT": Column("description", "", True),
    "Comments": Column("note", "", True),
    "Comment": Column("note", "", True),
    "Marker": Column("note", "", True),
    "Keywords": Column("keyword", "", True),
    "Vendor Asset Keywords": Column("keyword", "", True),
    "Vendor Asset Description": Column("description", "", True),
    "Vendor Asset Rights": Column("usageTerms", "", True),
    "Vendor Name": Column("supplier", "", True),
    "Vendor Asset ID": Column("jobId", "", True),
    "Vendor URL": Column("webStatement", "", True),
    "Journalist": Column("contributor", "", True),
    "Director": Column("contributor", "", True),
    "DOP": Column("contributor", "", True),
    "Cinematographer": Column("contributor", "", True),
    "Cameraman": Column("contributor", "", True),
    "Good take": Column("note", "", True),
    "Circled": Column("note", "", True),
}
_WHY: Final = {
    "a colour, mark or lock of the bin": "Color Lock Offline Slip",
    "when the log was written, not the picture": "Creation Date|Modified Date",
    "follows from start and duration": "End|IN-OUT|Mark IN|Mark OUT|Frame Count Start|Frame Count End|"
    "Frame Count Duration|Master Dur|Master End|Master Start|Master Edge|Master Film|Frame",
    "which tracks the clip has": "Tracks|Track Formats|Audio Format|S3D Channel",
    "a name for a place of the editing system": "Drive|Disk Label|Project|Production|Source Path|"
    "Vendor Original Master|Vendor Download Master|IDataLink|Plug-in|Production|Vendor Asset Name",
    "numbers printed on film and its transfer": "Film TC|KN End|KN Start|Ink Number|KN IN-OUT|KN Dur|KN Mark OUT|"
    "KN Mark IN|KN Film|Ink Film|Ink Dur|Ink End|Ink Edge|Auxiliary Ink|AuxInk Edge|AuxInk End|AuxInk Film|AuxInk Dur|"
    "Pullin|Pullout|Perf|Transfer|Cadence|CFPS|TK Speed|Film Gauge",
    "a second timecode": "Auxiliary TC1|Auxiliary TC2|Auxiliary TC3|Auxiliary TC4|Auxiliary TC5|Sound TC|VITC|TC 24|"
    "TC 25|TC 25PD|TC 30|TC 30NP|Aux TC 24|Aux TC1",
    "how the editing system decodes or shows the picture": "Format|Video|Video File Format|Field Motion|Reformat|AFD|"
    "Pixel Aspect Ratio|Image Framing|LUT|Color Transformation|DPX|VFX|Ancillary Data|FrameFlex|Compression|"
    "Codec|Video Codec|File Format",
    "the pair of a stereoscopic recording": "S3D Alignment|S3D Eye Order|S3D InversionR|S3D Inversion|S3D Clip Name|"
    "S3D Group Name|S3D Leading Eye|S3D Contributors",
    "the vendor's business": "Vendor Invoice ID|Vendor Asset Status|Vendor Asset Price",
    "the letter of a camera on the set": "Camera|Camera ID|Camera Index",
    "a setting of the camera": "ASA|ISO|EI|Shutter|Shutter Angle|White Balance|CCT|Tint|"
    "Gamma|Look|LookName|ND Filter|Focus|Iris|Focal Length|Sensor FPS|Sound Filename|Unit|Day|Shoot Day|Slate",
}
COLUMNS: Final[Mapping[str, Column]] = {
    **{
        name: Column(f"kept: {why}")
        for why, names in _WHY.items()
        for name in (names.split("|") if "|" in names else names.split())
    },
    **_SAID,
    **_TOLD,
}
"""Column to what it becomes."""

HEADING: Final = {
    "FIELD_DELIM": "kept: the mark between columns",
    "VIDEO_FORMAT": "kept: the format of the project",
    "AUDIO_FORMAT": "kept: the sample rate of the project",
    "FILM_FORMAT": "kept: the film of the project",
    "TAPE": "kept: a name for the log's tape",
    "SOURCE_FILE": "kept: from what the log was made",
}
KEYS: Final[Mapping[str, str]] = {
    "Heading:FPS": "how many frames a second timecodes have",
    **{f"Heading:{name}": becomes for name, becomes in HEADING.items()},
    **{f"Column:{name}": column.becomes for name, column in COLUMNS.items()},
}
