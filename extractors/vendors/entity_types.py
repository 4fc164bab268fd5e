"""What the types of named entities in recognisers' vocabularies say: which property a name of that type becomes.

The vocabularies are OntoNotes 5 (spaCy, Flair), CoNLL-2003 and WikiNER (PER, ORG, LOC, MISC), IBM Watson Natural
Language Understanding (type system 2 and the one before), AssemblyAI and Deepgram. They do not contradict each other,
so one table serves all; a type is looked up without case, spaces and signs. Any other type becomes ``mentions``.
"""

from __future__ import annotations

import re
from typing import Final

_TYPES: Final[dict[str, str]] = {
    "mentionsPerson": "person per pers people personname persontype name namegiven namefamily namemedicalprofessional",
    "mentionsOrganisation": (
        "organization organisation org company corporation broadcaster musicgroup sportsteam sportsorganization "
        "governmentbody team institution organizationmedicalfacility printmedia magazine newspaper"
    ),
    "mentionsPlace": (
        "location loc gpe fac facility place geographicfeature geo city country state region continent address "
        "stateorcounty locationaddress locationaddressstreet locationcity locationcoordinate locationcountry "
        "locationstate locationzip landmark"
    ),
    "mentionsWork": "workofart work title movie film book song televisionshow radioprogram album law creativework",
    "mentionsEvent": "event eve evt sportingevent naturalevent naturaldisaster festival",
    "mentionsBrand": "product prod prd brand commercialitem consumergood vehicle operatingsystem technology",
    "mentionsDate": "date time tim dateinterval duration dateofbirth datetime dateandtime",
    "mentionsQuantity": (
        "percent money quantity cardinal ordinal number moneyamount measure currency statistics age personage num "
        "numbersequence percentage"
    ),
}
_MENTIONS: Final = {kind: name for name, kinds in _TYPES.items() for kind in kinds.split()}

SECRETS: Final = frozenset((
    "accountnumber", "bankaccount", "bankinginformation", "bloodtype", "creditcard", "creditcardcvv",
    "creditcardexpiration", "creditcardnumber", "cvv", "dob", "driverslicense", "email", "emailaddress",
    "healthcarenumber", "ipaddress", "numericalpii", "passportnumber", "password", "phonenumber", "pin", "pinnumber",
    "routingnumber", "ssn", "username", "ussocialsecuritynumber", "vehicleid",
))  # fmt: skip
"""Types whose names are nobody's to publish: they stay in the blob, as Comprehend's PII does."""

_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_CHUNK: Final = re.compile(r"^[BILUSE]-")


def mention_property(kind: str) -> str:
    """Return the property of a name of this type.

    >>> mention_property("B-PER"), mention_property("WORK_OF_ART"), mention_property("NORP")
    ('mentionsPerson', 'mentionsWork', 'mentions')
    """
    return _MENTIONS.get(_folded(kind), "mentions")


def is_secret(kind: str) -> bool:
    """Say whether names of this type are kept out of the graph: numbers of accounts and documents, passwords."""
    return _folded(kind) in SECRETS


def becomes() -> str:
    """Return the rule as it stands in a form's table."""
    return "PERSON, ORG, GPE, DATE …: mentionsPerson, …Organisation, …Place, …Date …; any other type: mentions"


def _folded(kind: str) -> str:
    return _SIGNS.sub("", _CHUNK.sub("", kind).lower())
