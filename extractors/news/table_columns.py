"""The header table: what the columns of DAM exports, shot lists and spreadsheets are called, and what they become.

A header is compared without case, accents apart, and without marks: ``Date-Created`` is ``date created``. Spellings in
other languages stand here only where they mean one thing. What stands in no list is named, and can be mapped by a file.
"""

from __future__ import annotations

import re
from typing import Final

ID: Final = "asset.id"
NAME: Final = "asset.name"
START: Final = "start"
END: Final = "end"
RATE: Final = "timecode rate"
KEEP: Final = "kept"
TARGETS: Final = frozenset((ID, NAME, START, END, RATE))
"""What a column can be besides a property: whose row it is, and which part of the Asset it is about."""

LISTS: Final = frozenset(("keyword", "about", "genre", "mood", "depicts", "contentAdvisory"))
"""Properties whose cells hold several values, parted by a mark."""

_HEADERS: Final[dict[str, str]] = {
    ID: "id; asset id; house id; house number; identifier; uuid; guid; external id; object id; media id; item id; "
        "dc identifier; dcterms identifier; kennung; asset kennung; identifiant; identificador; referencia; umid",
    NAME: "filename; file name; file; media file; asset name; clip; clip name; source file; sourcefile; media; image; "
          "video; audio; datei; dateiname; nom de fichier; nom du fichier; fichier; nombre de archivo; archivo; "
          "original filename; image filename; video filename; master file",
    START: "start; start time; start s; tc in; timecode in; time in; start tc; start timecode; in point; in; mark in; "
           "begin; beginn; anfang; début; debut; inicio; von; startzeit",
    END: "end; end time; end s; tc out; timecode out; time out; end tc; end timecode; out point; out; mark out; stop; "
         "ende; fin; final; bis; endzeit",
    "title": "title; titel; titre; título; titulo; object name; document title; dc title; dcterms title; "
             "programme title; program title; clip title",
    "headline": "headline; schlagzeile; accroche; titular",
    "description": "description; caption; abstract; summary; synopsis; long description; shot description; log; "
                   "alt text; beschreibung; bildbeschreibung; bildunterschrift; inhalt; légende; legende; résumé; "
                   "descripción; descripcion; dc description; dcterms description; caption abstract; shotlist",
    "keyword": "keyword; keywords; tag; tags; category; categories; supplemental categories; schlagwort; schlagworte; "
               "schlagwörter; stichwort; stichworte; stichwörter; kategorie; kategorien; mot clé; mots clés; "
               "mots cles; palabra clave; palabras clave; etiquetas; dc subject",
    "about": "subject; subjects; topic; topics; subject code; thema; themen; sujet; sujets; tema; temas; iptc subject",
    "genre": "genre; genres; gattung; género; genero",
    "mood": "mood; moods; stimmung; ambiance",
    "creator": "creator; creators; author; photographer; artist; dc creator; urheber; fotograf; fotografin; autor; "
               "autorin; auteur; photographe; fotógrafo; cameraman; videographer",
    "contributor": "contributor; contributors; dc contributor; mitwirkende; contributeur; colaborador",
    "director": "director; regie; regisseur; réalisateur; realisateur; réalisation",
    "producer": "producer; produzent; producteur; productor",
    "writer": "writer; screenwriter; drehbuch; scénariste; guionista",
    "creditLine": "credit; credit line; creditline; credits; bildnachweis; crédit; crédito",
    "copyrightNotice": "copyright; copyright notice; copyright info; dc rights; urheberrechtsvermerk",
    "copyrightOwner": "copyright owner; copyright holder; rights holder; rights owner; rechteinhaber; ayant droit; "
                      "titular de derechos",
    "usageTerms": "usage terms; usage rights; rights usage terms; rights; restrictions; usage restrictions; "
                  "nutzungsrechte; nutzungsbedingungen; conditions d utilisation; condiciones de uso",
    "licence": "license; licence; lizenz; licencia; license url; licence url",
    "licensor": "licensor; lizenzgeber",
    "source": "source; quelle; fuente; dc source",
    "supplier": "supplier; image supplier; lieferant; fournisseur; proveedor",
    "instructions": "instructions; special instructions; hinweise; instrucciones",
    "dateCreated": "date created; created date; creation date; date taken; shoot date; shooting date; recording date; "
                   "capture date; dc date; dcterms created; aufnahmedatum; erstellungsdatum; date de création; "
                   "date de creation; date de tournage; fecha de creación; fecha de creacion",
    "datePublished": "date published; publication date; publish date; published; release date; air date; "
                     "broadcast date; dcterms issued; sendedatum; veröffentlichungsdatum; date de publication; "
                     "date de diffusion; fecha de publicación; fecha de emisión",
    "expiryDate": "expiry date; expiration date; expires; ablaufdatum; date d expiration; fecha de caducidad",
    "embargoedUntil": "embargo; embargo date; embargoed until; sperrfrist",
    "contentLocation": "location; filming location; shooting location; drehort; aufnahmeort; lieu; lieu de tournage; "
                       "lugar; ubicación",
    "city": "city; stadt; ville; ciudad",
    "region": "state; province; state province; province state; region; bundesland; région; provincia",
    "country": "country; country name; land; pays; país; pais",
    "countryCode": "country code; iso country code; ländercode; code pays",
    "sublocation": "sublocation; sub location",
    "latitude": "latitude; lat; gps latitude; breitengrad; latitud",
    "longitude": "longitude; lon; lng; long; gps longitude; längengrad; longitud",
    "depictsPerson": "person shown; persons shown; people shown; person in image; people in image; personinimage; "
                     "abgebildete personen; abgebildete person; personnes représentées",
    "depictsOrganisation": "organisation shown; organization shown; featured organisation; featured organization; "
                           "organisationinimagename",
    "depictsPlace": "location shown; locations shown; place shown",
    "depictsEvent": "event; event name; veranstaltung; ereignis; événement; evento",
    "depicts": "objects; object shown; objects shown; depicts",
    "speaker": "speaker; sprecher; sprecherin; locuteur; interlocuteur; hablante",
    "shotType": "shot type; shot size; einstellungsgröße; valeur de plan; tipo de plano",
    "language": "language; languages; dc language; sprache; langue; idioma",
    "transcript": "transcript; transkript; transcription; transcripción",
    "slugline": "slugline; slug",
    "urgency": "urgency; priority; dringlichkeit; urgence; urgencia",
    "rating": "rating; stars; star rating; bewertung; note d évaluation; valoración",
    "label": "label; colour label; color label; farbetikett",
    "jobId": "job id; job identifier; job number; assignment id; auftragsnummer",
    "partOf": "series; series title; collection; serie; sammlung; série; colección; programme; album name",
    "seasonNumber": "season; season number; staffel; saison; temporada",
    "episodeNumber": "episode; episode number; folge; épisode; episodio",
    "ageRating": "age rating; parental rating; fsk; altersfreigabe; classification d âge",
    "audience": "audience; target audience; zielgruppe; public cible",
    "eidr": "eidr; eidr id", "isan": "isan", "webStatement": "web statement; rights url; web statement of rights",
    "modelReleaseStatus": "model release; model release status", "propertyReleaseStatus":
        "property release; property release status",
    "digitalSourceType": "digital source type; source type",
    "duration": "duration; duration s; length; runtime; running time; dauer; laufzeit; spieldauer; länge; durée; "
                "duree; duración; duracion",
    "width": "width; image width; frame width; breite; largeur; ancho; pixel width",
    "height": "height; image height; frame height; höhe; hoehe; hauteur; alto; pixel height",
    "frameRate": "frame rate; framerate; fps; frames per second; bildrate; bildfrequenz; cadence",
    "videoCodec": "video codec; codec", "audioCodec": "audio codec", "bitRate": "bit rate; bitrate; datenrate; débit",
    "channels": "channels; audio channels; kanäle; canaux; canales",
    "sampleRate": "sample rate; samplerate; abtastrate",
    "cameraMake": "camera make; make", "cameraModel": "camera model; camera; kamera; appareil photo; cámara",
    "bitDepth": "bit depth; bittiefe", "aspectRatio": "aspect ratio; bildseitenverhältnis; format d image",
    RATE: "timecode rate; tc rate; timebase",
}  # fmt: skip

TECHNICAL: Final = frozenset((
    "duration", "width", "height", "frameRate", "videoCodec", "audioCodec", "bitRate", "channels", "sampleRate",
    "cameraMake", "cameraModel", "bitDepth", "aspectRatio", "latitude", "longitude",
))  # fmt: skip
"""Measures of the file or by a device: claimed as a system's word, which what is measured elsewhere can match."""

_MARKS: Final = re.compile(r"[\W_]+")


def folded(header: str) -> str:
    """Return what two spellings of a header share: lower case, marks as spaces."""
    return _MARKS.sub(" ", header.casefold()).strip()


HEADERS: Final[dict[str, str]] = {
    folded(spelling): target for target, spellings in _HEADERS.items() for spelling in spellings.split(";")
}
"""Folded header to a property or one of `TARGETS`."""


def spellings() -> dict[str, list[str]]:
    """Return the headers known for each target, for the page that lists them."""
    return {target: [each.strip() for each in known.split(";")] for target, known in _HEADERS.items()}
