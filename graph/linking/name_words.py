"""Words that names are made with: legal forms, particles, honorifics, generic words. Lower case, without points."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_FORMS: Final = _words("""
    ab ad ag ao aps as asa bank bhd bv bvba co companies company corp corporation cv dd doo ev gmbh group holding
    holdings inc incorporated intl jsc kft kg kgaa kk limited llc llp lp ltd mbh nv nyrt oao ohg ojsc ooo oy oyj pao
    pjsc plc pte pty pvt sa sab sarl sas sau sdn se sl slu sp spa spol srl sro vof zao zoo zrt
""")
"""Legal forms, and words that stand like them at the end of companies' names."""

CLUB_FORMS: Final = _words("""
    1 ac acf afc aik as asd association bc bk bsc ca calcio cd cf club cr cska ec fc ff fk football fsv fussballclub
    gks gnk hk hnk if ifk kc krc ks kv mks nk ofc olympique pfc rc rcd rsc sc sd se sl soccer ss ssc sv tsg tsv ud
    us vfb vfl
""")
"""What clubs carry before or after their name; "Olympique" only as one of several words."""

PARTICLES: Final = _words("""
    abu af al av ben bin bint da das de del della den der di do dos du e el ibn la le mac mc san santa st ten ter
    van von y zu zum zur
""")
"""Words that belong to the surname after them."""

SUFFIXES: Final = _words("""
    cbe dds esq frs jr junior kbe mbe md obe phd senior sr
""")
"""What may follow a person's name."""

HONORIFICS: Final = _words("""
    admiral ambassador archbishop archduchess archduke army ayatollah baron baroness bishop brother capt captain
    cardinal chairman chancellor chief cmdr coach col colonel commander congressman congresswoman count countess
    czar dame detective don dona dr duchess duke earl emperor empress ex-president father former frau gen general
    gov governor herr hon imam infanta infante inspector judge justice king lady landgrave lieutenant lord lt madame
    mahatma maj major margrave marine marshal mayor minister miss mme monsieur monsignor mr mrs ms mullah navy
    officer palatine pope premier president prince princess prof professor queen rabbi rep representative rev
    reverend saint secretary sen senator senor senora sergeant sgt shah sheikh shri signor sir sister sri st sultan
    tsar vice
""")
"""Titles that may stand before a person's name."""

FAMILY_FIRST: Final = (
    *(
        "Chinese",
        "Korean",
        "Japanese",
        "Vietnamese",
        "Hungarian",
        "Taiwanese",
        "China",
        "Korea",
        "Vietnam",
        "Cambodian",
    ),
    *("Hong Kong", "Singaporean"),
)
"""Words of a description by which the first word of a name may be the family's."""

GENERIC_AFTER: Final = _words("""
    agency airlines airport airways album arena army association award awards band bay books bookstore brands bridge
    broadcasting building canton castle cathedral center centre championship championships channel church city club
    college communications company council county cup department desert district electronics empire energy
    enterprises entertainment festival film financial force foundation games glacier governorate group hall hospital
    hotel hotels house industries institute insurance international island islands kingdom krai laboratories lake
    language languages league magazine media motors mountain mountains movement municipality museum network news
    newspaper oblast ocean oil orchestra organisation organization palace parish park party peninsula people peoples
    petroleum pharmaceuticals pictures prefecture press prize products province publishing radio railway records
    region republic restaurants river school sea series services society software solutions song stadium state
    station stores studio studios supermarkets systems team technologies television temple theater theatre
    tournament tower township university valley voivodeship
""")
"""Kinds of things that end a name, and are often left out."""

GENERIC_BEFORE: Final = (
    *(("university", "of"), ("city", "of"), ("state", "of"), ("county", "of"), ("republic", "of"), ("kingdom", "of")),
    *(("province", "of"), ("district", "of"), ("town", "of"), ("duchy", "of"), ("principality", "of"), ("isle", "of")),
    *(("commonwealth", "of"), ("battle", "of"), ("house", "of"), ("lake",), ("mount",), ("river",), ("lac",)),
    *(
        ("republic", "of", "the"),
        ("province", "of", "the"),
        ("greater",),
        ("islamic", "republic", "of"),
        ("gulf", "of"),
    ),
    *(("democratic", "republic", "of"), ("people's", "republic", "of"), ("federal", "republic", "of"), ("port", "of")),
    *(
        ("landgraviate", "of"),
        ("electorate", "of"),
        ("margraviate", "of"),
        ("archduchy", "of"),
        ("grand", "duchy", "of"),
    ),
    *(("free", "state", "of"), ("canton", "of"), ("uss",), ("hms",), ("rms",), ("ss",), ("mv",), ("hmas",), ("hmcs",)),
    *(("ward", "of"), ("municipality", "of"), ("borough", "of"), ("royal", "borough", "of"), ("treaty", "of")),
    *(
        ("diocese", "of"),
        ("archdiocese", "of"),
        ("roman", "catholic", "diocese", "of"),
        ("order", "of"),
        ("bank", "of"),
    ),
)
"""Kinds of things that begin a name, and are often left out."""

ABBREVIATED: Final = (
    *(("Saint ", "St "), ("St. ", "Saint "), ("Mount ", "Mt "), ("Fort ", "Ft "), ("Sainte ", "Ste ")),
    *(("United States", "US"), ("United Kingdom", "UK"), ("United Nations", "UN"), ("European Union", "EU")),
    *(("University", "Univ"), ("Department", "Dept"), ("Brothers", "Bros"), ("World War II", "World War 2")),
    *(("World War I", "World War 1"), ("Association Football", "football"), ("association football", "football")),
)
"""Parts of names and what is written for them."""

SMALL_WORDS: Final = _words("""
    a an and at da das de del der des di die do dos du e et for für in la le les of on the to und von y
""")
"""Words that acronyms may leave out."""

OFFICES: Final = _words("""
    ambassador archbishop attorney bishop chancellor chief dean duke emperor governor judge justice king mayor
    member minister pope premier president prime prince princess professor queen secretary solicitor speaker sultan
    vice
""")
"""First words of the names of offices, which are often named without what they are of."""
