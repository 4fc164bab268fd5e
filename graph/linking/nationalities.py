"""Demonyms that English uses: places to the adjectives and nouns for what comes from them.

Written by hand. Where a dump says its own (P1549) they are added to these.
"""

from __future__ import annotations

from typing import Final

from graph.linking.normalise import normalise

_TABLE: Final = """
Afghanistan=Afghan,Afghani|Albania=Albanian|Algeria=Algerian|Andorra=Andorran|Angola=Angolan
Argentina=Argentine,Argentinian|Armenia=Armenian|Aruba=Aruban|Australia=Australian,Aussie|Austria=Austrian
Azerbaijan=Azerbaijani,Azeri|Bahamas=Bahamian|Bahrain=Bahraini|Bangladesh=Bangladeshi|Barbados=Barbadian,Bajan
Belarus=Belarusian|Belgium=Belgian|Belize=Belizean|Benin=Beninese|Bermuda=Bermudian|Bhutan=Bhutanese|Bolivia=Bolivian
Bosnia and Herzegovina=Bosnian,Herzegovinian|Botswana=Botswanan,Motswana|Brazil=Brazilian|Brunei=Bruneian
Bulgaria=Bulgarian|Burkina Faso=Burkinabe|Burundi=Burundian|Cambodia=Cambodian,Khmer|Cameroon=Cameroonian
Canada=Canadian|Cape Verde=Cape Verdean|Central African Republic=Central African|Chad=Chadian|Chile=Chilean
China=Chinese|Colombia=Colombian|Comoros=Comorian|Republic of the Congo=Congolese
Democratic Republic of the Congo=Congolese|Costa Rica=Costa Rican|Croatia=Croatian,Croat|Cuba=Cuban|Cyprus=Cypriot
Czech Republic=Czech|Czechoslovakia=Czechoslovak,Czechoslovakian|Denmark=Danish,Dane|Djibouti=Djiboutian
Dominica=Dominican|Dominican Republic=Dominican|East Germany=East German|Ecuador=Ecuadorian|Egypt=Egyptian
El Salvador=Salvadoran,Salvadorian|England=English,Englishman,Englishmen|Equatorial Guinea=Equatoguinean
Eritrea=Eritrean|Estonia=Estonian|Ethiopia=Ethiopian|Eswatini=Swazi|Faroe Islands=Faroese|Fiji=Fijian
Finland=Finnish,Finn|France=French,Frenchman,Frenchmen|Gabon=Gabonese|Gambia=Gambian|Georgia=Georgian|Germany=German
Ghana=Ghanaian|Gibraltar=Gibraltarian|Greece=Greek|Greenland=Greenlandic|Grenada=Grenadian|Guatemala=Guatemalan
Guinea=Guinean|Guinea-Bissau=Bissau-Guinean|Guyana=Guyanese|Haiti=Haitian|Honduras=Honduran|Hong Kong=Hong Konger
Hungary=Hungarian|Iceland=Icelandic,Icelander|India=Indian|Indonesia=Indonesian|Iran=Iranian|Iraq=Iraqi
Ireland=Irish,Irishman,Irishmen|Israel=Israeli|Italy=Italian|Ivory Coast=Ivorian|Jamaica=Jamaican|Japan=Japanese
Jordan=Jordanian|Kazakhstan=Kazakh,Kazakhstani|Kenya=Kenyan|Kiribati=I-Kiribati|Kosovo=Kosovar,Kosovan
Kurdistan=Kurdish,Kurd|Kuwait=Kuwaiti|Kyrgyzstan=Kyrgyz,Kyrgyzstani|Laos=Laotian,Lao|Latvia=Latvian|Lebanon=Lebanese
Lesotho=Basotho,Mosotho|Liberia=Liberian|Libya=Libyan|Liechtenstein=Liechtensteiner|Lithuania=Lithuanian
Luxembourg=Luxembourgish,Luxembourger|Macau=Macanese|Madagascar=Malagasy|Malawi=Malawian|Malaysia=Malaysian
Maldives=Maldivian|Mali=Malian|Malta=Maltese|Marshall Islands=Marshallese|Mauritania=Mauritanian|Mauritius=Mauritian
Mexico=Mexican|Micronesia=Micronesian|Federated States of Micronesia=Micronesian|Moldova=Moldovan|Monaco=Monegasque
Mongolia=Mongolian,Mongol|Montenegro=Montenegrin|Morocco=Moroccan|Mozambique=Mozambican|Myanmar=Burmese,Myanma
Namibia=Namibian|Nauru=Nauruan|Nepal=Nepalese,Nepali|Netherlands=Dutch,Dutchman,Dutchmen,Netherlander
New Zealand=New Zealander,Kiwi|Nicaragua=Nicaraguan|Niger=Nigerien|Nigeria=Nigerian|North Korea=North Korean
North Macedonia=Macedonian|Macedonia=Macedonian|Northern Ireland=Northern Irish|Norway=Norwegian|Oman=Omani
Pakistan=Pakistani|Palau=Palauan|Palestine=Palestinian|State of Palestine=Palestinian|Panama=Panamanian
Papua New Guinea=Papua New Guinean,Papuan|Paraguay=Paraguayan|Peru=Peruvian|Philippines=Filipino,Philippine,Filipina
Poland=Polish,Pole|Portugal=Portuguese|Prussia=Prussian|Puerto Rico=Puerto Rican|Qatar=Qatari|Romania=Romanian
Russia=Russian|Rwanda=Rwandan|Saint Lucia=Saint Lucian|Samoa=Samoan|San Marino=Sammarinese
Saudi Arabia=Saudi,Saudi Arabian|Scotland=Scottish,Scot,Scots,Scotsman|Senegal=Senegalese|Serbia=Serbian,Serb
Seychelles=Seychellois|Sierra Leone=Sierra Leonean|Singapore=Singaporean|Slovakia=Slovak,Slovakian
Slovenia=Slovenian,Slovene|Solomon Islands=Solomon Islander|Somalia=Somali,Somalian|South Africa=South African
South Korea=South Korean,Korean|South Sudan=South Sudanese|Soviet Union=Soviet|Spain=Spanish,Spaniard
Sri Lanka=Sri Lankan|Sudan=Sudanese|Suriname=Surinamese|Sweden=Swedish,Swede|Switzerland=Swiss|Syria=Syrian
Taiwan=Taiwanese|Tajikistan=Tajik,Tajikistani|Tanzania=Tanzanian|Thailand=Thai|Tibet=Tibetan
East Timor=Timorese,East Timorese|Timor-Leste=Timorese,East Timorese|Togo=Togolese|Tonga=Tongan
Trinidad and Tobago=Trinidadian,Tobagonian|Tunisia=Tunisian|Turkey=Turkish,Turk|Turkmenistan=Turkmen|Tuvalu=Tuvaluan
Uganda=Ugandan|Ukraine=Ukrainian|United Arab Emirates=Emirati|United Kingdom=British,Briton,Brit,Britisher
Great Britain=British,Briton,Brit|Kingdom of Great Britain=British|British Empire=British
United States of America=American|United States=American|Uruguay=Uruguayan|Uzbekistan=Uzbek,Uzbekistani
Vanuatu=Ni-Vanuatu|Vatican City=Vatican|Venezuela=Venezuelan|Vietnam=Vietnamese|Wales=Welsh,Welshman,Welshmen
West Germany=West German|Yemen=Yemeni|Yugoslavia=Yugoslav,Yugoslavian|Zambia=Zambian|Zimbabwe=Zimbabwean
Africa=African|Asia=Asian|Europe=European|North America=North American|South America=South American
Latin America=Latin American|Oceania=Oceanian|Scandinavia=Scandinavian|Caribbean=Caribbean|Arab world=Arab,Arabian
Middle East=Middle Eastern|Balkans=Balkan|European Union=European|Antarctica=Antarctic|Polynesia=Polynesian
Roman Empire=Roman|Ancient Rome=Roman|ancient Rome=Roman|Ancient Greece=Greek,Grecian|ancient Greece=Greek
Ancient Egypt=Egyptian|ancient Egypt=Egyptian|Byzantine Empire=Byzantine|Ottoman Empire=Ottoman|Persia=Persian
Austria-Hungary=Austro-Hungarian|Russian Empire=Russian|Nazi Germany=Nazi,German|Mesopotamia=Mesopotamian
Catalonia=Catalan|Basque Country=Basque|Bavaria=Bavarian|Brittany=Breton|Chechnya=Chechen|Corsica=Corsican
Crimea=Crimean|Flanders=Flemish|Galicia=Galician|Normandy=Norman|Quebec=Quebecois,Quebecer|Saxony=Saxon
Sardinia=Sardinian|Sicily=Sicilian|Tuscany=Tuscan|Wallonia=Walloon|Punjab=Punjabi|Bengal=Bengali|Kashmir=Kashmiri
Tatarstan=Tatar|Swabia=Swabian|Castile=Castilian|Andalusia=Andalusian|Cornwall=Cornish|Silesia=Silesian
Transylvania=Transylvanian|Moravia=Moravian|Bohemia=Bohemian|Alaska=Alaskan|California=Californian|Florida=Floridian
Hawaii=Hawaiian|Texas=Texan|Virginia=Virginian|Ohio=Ohioan|London=Londoner|New York City=New Yorker|Paris=Parisian
Berlin=Berliner|Rome=Roman|Venice=Venetian|Vienna=Viennese|Moscow=Muscovite|Athens=Athenian|Florence=Florentine
Naples=Neapolitan|Milan=Milanese|Boston=Bostonian|Los Angeles=Angeleno|Chicago=Chicagoan|Sydney=Sydneysider
Melbourne=Melburnian|Liverpool=Liverpudlian|Manchester=Mancunian|Glasgow=Glaswegian|Carthage=Carthaginian
Sparta=Spartan|Troy=Trojan|Babylon=Babylonian
"""

DEMONYMS: Final[dict[str, tuple[str, ...]]] = {}
"""Normalised name of a place to its demonyms."""

KINDRED: Final[dict[str, tuple[str, ...]]] = {}
"""Normalised demonym, singular or plural, to all demonyms of its first place: of a people named by one of them."""

_SAME_IN_PLURAL: Final = ("s", "ese", "ish", "ch", "men", "sh")


def with_plurals(demonyms: tuple[str, ...]) -> tuple[str, ...]:
    """Return demonyms and the plurals of those that have one ("Swiss" and "French" have none).

    >>> with_plurals(("Turkish", "Turk"))
    ('Turkish', 'Turk', 'Turks')
    """
    plurals = (f"{word}s" for word in demonyms if not word.endswith(_SAME_IN_PLURAL))
    return tuple(dict.fromkeys((*demonyms, *plurals)))


for _entry in _TABLE.replace("\n", "|").strip("|").split("|"):
    _place, _, _forms = _entry.partition("=")
    DEMONYMS[normalise(_place)] = with_plurals(tuple(_forms.split(",")))
for _forms_of_place in DEMONYMS.values():
    for _form in _forms_of_place:
        KINDRED.setdefault(normalise(_form), _forms_of_place)


def demonyms_of(label: str) -> tuple[str, ...]:
    """Return the demonyms of a place by its name; none for one that is not known."""
    return DEMONYMS.get(normalise(label), ())


def kindred(label: str) -> tuple[str, ...]:
    """Return all demonyms of the people that a label names ("Americans", "British people"); none for another label."""
    name = normalise(label).removesuffix(" people")
    return KINDRED.get(name, ())
