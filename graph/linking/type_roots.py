"""Wikidata's classes and occupations that stand for a coarse type; their subclasses (P279) follow from the dump.

Written by hand from Wikidata's own items (CC0). A class may stand for several types.
"""

from __future__ import annotations

from typing import Final

from graph.linking.types import BIT, implied

_CLASSES: Final[dict[str, str]] = {
    # Q5 human, Q215627 person
    "person": "5 215627",
    # Occupations: politician, diplomat, head of state, head of government, minister, member of parliament, mayor
    "politician": "82955 193391 48352 2285706 83307 486839 30185 372436 14212 30461 132050",
    # athlete, sportsperson, association football player, coach, racing driver, competitive player
    "athlete": "2066131 937857 41583 628099 378622 4197743 10833314 11338576 10871364 3665646",
    # musician, singer, composer, songwriter, rapper, conductor, record producer, disc jockey
    "musician": "639669 177220 36834 753110 2252262 158852 183945 130857 488205 855091 486748",
    # actor, comedian, stage, film, television and voice actor, entertainer
    "actor": "33999 245068 2259451 10800557 10798782 2405480 713200",
    # writer, author, poet, novelist, playwright, screenwriter, translator
    "writer": "36180 482980 49757 6625963 214917 28389 333634 11774202 4853732 3745071 15949613 4263842",
    # artist, visual artist, painter, sculptor, photographer, architect, illustrator, designer
    "artist": "483501 3391743 1028181 1281618 33231 42973 644687 5322166 627325 3658608 1114448 3501317",
    # scientist, academic, philosopher, historian, economist, physicist, mathematician, engineer, university teacher
    "scientist": """
        901 3400985 4964182 201788 188094 169470 170790 593644 864503 11063 81096 1622272 205375 2374149 82594
        1650915 212980 2306091 3621491 520549 14467526 1234713 4773904 350979 2055046
    """,
    # journalist, presenter, television presenter, editor
    "journalist": "1930187 13590141 947873 1607826 1371925 270389 2722764 17125263",
    # soldier, military personnel, military officer
    "military_person": "4991371 47064 189290 1402561 11545923 38239859 10669499",
    # priest, bishop, cardinal, saint, monk, rabbi, missionary, theologian
    "religious_figure": "42603 29182 45722 733786 133485 219477 1234713 2259532 250867 1423891 432386",
    # monarch, king, queen, emperor, prince, duke, ruler, aristocrat
    "royalty": "116 12097 16511993 39018 2747456 166886 1097498 2478141 2304859 37110 719039",
    # entrepreneur, businessperson, banker, chief executive officer
    "businessperson": "131524 43845 806798 484876 2462658 557880 3427922",
    # film director, film producer, television director, television producer, cinematographer
    "film_maker": "2526255 3282637 2059704 578109 222344 7042855 1053574 1323191 3455803",
    # fictional character, fictional human, deity, mythical character, literary, comics, film character
    "character": """
        95074 15632617 178885 4271324 3658341 1114461 15773347 15773317 21070598 22988604 15711870 20643955 22989102
        24334685 80447738 1569167 235113 188784 190 205985
    """,
    # ethnic group, people, tribe, nation, family, dynasty
    "ethnic_group": "41710 2472587 133311 6266 8436 164950 13417114 33829 231002 874405",
    # organization, nonprofit, foundation, association, union, research institute, NGO
    "organisation": """
        43229 163740 157031 48204 178790 31855 79913 245065 484652 414147 955824 15911314 4438121 17127659 49773
        2659904 1127126 167037 7210356 988108
    """,
    # business, company, enterprise, airline, bank, record label, film studio, restaurant chain, retail chain
    "company": """
        4830453 783794 6881511 46970 22687 18127 375336 18534542 507619 891723 786820 1762059 1107679 161726 210167
        2085381 1331793 740752 249556 658255 11691 1137109 1058914
    """,
    # brand, trademark, chain
    "brand": "431289 167270 507619 18534542 17412622",
    # sports club, sports team, association football club, national team, basketball team
    "sports_team": """
        847017 12973014 476028 6979593 13393265 4498974 15944511 1194951 10517054 14645593 13580678 20639856 2367225
        17156793
    """,
    # sports league, competition as organisation, association football league
    "sports_league": "623109 15991303 15991290 4438121",
    "political_party": "7278 6138528 388602 848197 233591 1393724",
    # government, ministry, agency, parliament, court, police, intelligence agency, central bank
    "government_body": """
        7188 192350 327333 35749 11204 41487 35535 47913 66344 10553309 1752939 37002670 375928 732717 4358176
        2659904 189445 640506 20857065 190752 7210356
    """,
    # armed forces, army, navy, air force, military unit, regiment
    "military_unit": "772547 37726 4508 176799 52371 102538 781132 169534",
    # newspaper, magazine, periodical, television channel, radio station, news agency, website, social network
    "media_outlet": """
        11032 41298 1002697 2001305 1616075 14350 192283 35127 202833 5633421 1110794 11033 1358344 1126006 15265344
        737498 17232649 1254874 1153191 2305295 4182287
    """,
    # university, college, school, high school, educational institution
    "school": """
        3918 189004 3914 9826 2385804 159334 38723 875538 902104 62078547 23002054 23002039 1371037 15936437 265662
        3354859 1143635 31855 5341295 423208 4671277 1188663 2467461
    """,
    # museum, library, archive, hospital, gallery, zoo
    "institution": "33506 7075 166118 16917 1007870 207694 43501 2772772 22806 28564 1774898 4287745",
    # church organisation, diocese, religious order, denomination
    "religious_body": "1530022 665487 3146899 2061186 879146 13414953 285181 34651 995347",
    # musical group, band, duo, orchestra, choir
    "band": "215380 2088357 9212979 42998 131186 641066 216337 5741069 281643 56816954",
    # geographical object, geographic region, human settlement, location, continent
    "place": """
        618123 2221906 82794 486972 17334923 27096213 5107 839954 570116 1620908 56061 4835091 15642541 39614
    """,
    # country, sovereign state, historical country, former country, empire, kingdom, dependent territory
    "country": """
        6256 3624078 3024240 1520223 417175 48349 161243 1763527 112099 3336843 15634554 46395 7270 1250464 179164
        99541706 20181813
    """,
    # administrative territorial entity, state, province, county, district, municipality, historical region
    "region": """
        19953632 56061 10864048 13220204 35657 34876 28575 107390 15284 1620908 149621 13221722 50337 23058 1221156
        10742 835714 5098 484170 747074 82794 1907114 1048835 475050 3502482
    """,
    # city, town, big city, capital, metropolis, urban area
    "city": """
        13218690 515 3957 1549591 5119 1637706 7930989 1093829 15127012 200250 174844 702492 133442 12813115 484170
        747074 2039348 62049 1066984
    """,
    # village, hamlet, township, unincorporated community, civil parish, census-designated place
    "village": "532 5084 17343829 498162 1115575 3558970 22674925 3257686 56436498 262166",
    # neighbourhood, suburb, district of a city, borough, quarter
    "district": "123705 188509 2983893 408804 4286337 149621 2755753 1195098",
    # river, lake, sea, ocean, bay, strait, canal, reservoir, waterfall, body of water
    "water": """
        4022 23397 165 9430 39594 37901 12284 131681 34038 15324 355304 187223 45776 1322134 47521 124714 35666
        986177 1172599 187971 573344
    """,
    # mountain, mountain range, island, volcano, valley, desert, peninsula, cape, cave, national park, protected area
    "landform": """
        8502 46831 23442 8072 39816 8514 34763 185113 35509 46169 473972 271669 33837 42523 54050 207326 1437459
        40080 75520 150784 179049 4421 22698 160091 133056 205895 22746 1402592 184358
    """,
    # architectural structure, building, castle, church, bridge, tower, skyscraper, hotel, monument
    "building": """
        811979 41176 23413 16560 16970 2977 12280 12518 11303 32815 44539 57831 4989906 3947 27686 44613 160742
        39715 57821 82117 12516 1802963 5003624 34627 697295 108325 83405 159719 134447 11315 543654 1021645 751876
        489357 16748868 12323 44377 381885 2087181
    """,
    # stadium, arena, theatre, concert hall, sports venue, race track
    "venue": """
        483110 641226 24354 1060829 1076486 1777138 153562 41253 622425 18674739 1154710 194195 187456 212198
        2416723 133215 11822917 8719053 17350442
    """,
    # railway station, airport, road, street, highway, railway line, port
    "transport": """
        283202 55488 928830 1248784 644371 34442 79007 728937 5503 44782 46622 54114 62447 83620 695850 194188
        502074 2175765
    """,
    # planet, star, galaxy, constellation, natural satellite, asteroid, comet, astronomical object
    "celestial": """
        6999 634 523 318 8928 2537 3863 3559 2199 44559 128207 55818 204107 168845 67206691 13632 17362350 1457376
        6243
    """,
    # event, occurrence, festival, conference, disaster, election, holiday, revolution, pandemic, attack
    "event": """
        1656682 1190554 132241 2020153 3839081 40231 1445650 10931 44512 12184 2223653 27968055 868557 3199915
        3882219 744913 7944 8092 273120 175331 464980 15275719 1197685 220505 57305 8065 124757 179057 81672 625994
        180684 45382 49776 2133344
    """,
    # sporting event, Olympic Games, tournament, season, championship, race
    "sports_event": """
        16510064 5389 500834 27020041 13406554 18608583 51031626 114609228 159821 82414 46190676 1539532 18536594
        26132862 40244
    """,
    # war, battle, conflict, siege, military operation, invasion, rebellion
    "war": "198 178561 180684 188055 645883 467011 124734 8465 350604 831663 103495 1261499 997267",
    # work, creative work, literary work, musical work, play, opera, document
    "work": """
        386724 17537576 7725634 2188189 25379 1344 49848 2743 47461344 15621286 11635 5185279 196600 838948 1004
        861911 179461 35760 87167 4502142
    """,
    # film, feature film, short film, animated film, documentary, film series
    "film": "11424 24869 24862 202866 93204 24856 506240 29168811 226730 20650540 17517379 229390",
    # television series, programme, season, episode, soap opera, anime series, miniseries, radio programme
    "tv": """
        5398426 15416 3464665 21191270 63952888 1259759 1555508 117467246 581714 526877 7725310 11578774 182415
        622812
    """,
    # book, novel, comic, manga, short story, poem, scholarly article
    "book": """
        571 8261 1004 8274 49084 5185279 13442814 277759 21198342 725377 47461344 7725634 1667921 3331189 23622
        149537 5292 36279 4184 112983 1760610 213369 867242 191067 12308638
    """,
    # song, single, musical composition, anthem, hymn, opera
    "song": """
        7366 134556 105543609 2188189 23691 484692 1344 9734 55850593 207628 2743 58483083 9748 131269 43343
        20198542
    """,
    "album": "482994 208569 209939 222910 169930 4176708 10590726 963099 217199 368281",
    # video game, game, board game, sport
    "game": "7889 11410 131436 142714 7058673 349 31629 16070115 212434 877517 744038 11417",
    # painting, sculpture, work of art, statue, photograph, drawing
    "artwork": """
        3305213 860861 838948 179700 125191 93184 22669 219423 184296 11060274 133067 134307 18573970 241045
        20437094 17514
    """,
    # award, prize, medal, order, trophy
    "award": """
        618779 11448906 131647 193622 378427 4220917 38033430 19020 1407225 107655869 1364556 30634609 60754876
    """,
    # law, treaty, constitution, act, legal case
    "law": "7748 49371 131569 820655 7755 2334719 93288 625298 476068",
    # taxon, animal, plant, breed, organism, fruit
    "species": """
        16521 729 756 39367 38829 7239 3314483 11004 4886 55983715 310890 7432 34740 35409 23038290 713623 1390 5113
        152 7377 10811 144 146 726 764 10876 808 430 10884 506 2442470 26401003 26972265
    """,
    # disease, syndrome, disorder, symptom, cancer, infectious disease
    "disease": "12136 179630 12135 169872 12078 18123741 112193867 929833 2057971 18965518 112965645 55788864",
    # language, dialect, programming language, writing system
    "language": """
        34770 33742 33384 9143 8192 1288568 25295 45762 436240 33215 9779 20162172 38058796 17376908 1208380 34228
    """,
    "given_name": "202444 12308941 11879590 3409032",
    "family_name": "101352 66480858",
    "disambiguation": "4167410 22808320 61996773",
    # product, software, food, drink, weapon, drug, currency, chemical compound, instrument
    "product": """
        2424752 7397 2095 40050 728 8386 8142 11173 11344 7946 34379 12140 9135 6368 22645 19723451 68 17517 8076
        22811462 746549 154 44 282 10943 11422 11460 10273457 166142 20741022 10929058 113145171 79529 214609
        15401930 235557 317623 1172284 8513
    """,
    # vehicle, automobile, aircraft, ship, train, spacecraft, aircraft model, ship class
    "vehicle": """
        42889 1420 3231690 11436 11446 870 40218 15056993 559026 59773381 2811 34486 811704 93 5638 484000 26529
        697175 41291 25956 93301 19832486 752870 17205 2235308 12876 29048322
    """,
    # year, century, decade, day, month, calendar date
    "date": """
        577 578 39911 573 5151 205892 186081 41825 3186692 29964144 14795564 36507 47150325 47018901 11514315 24706
        186408
    """,
    # concept, academic discipline, religion, ideology, profession, genre, gene, number, list, category
    "concept": """
        796194 151885 11862829 9174 7257 28640 12737077 483394 188451 201658 7187 8054 11563 13406463 4167836
        1936384 5891 4164871 214339 1914636 3249551 1207505 4936952 712378 968159 2198855 47574 309314 937228 223393
        14659 186516 4392985 1792379
    """,
}
"""Coarse type to the numbers of its classes."""

ROOTS: Final[dict[int, int]] = {}
"""Class to the coarse types it stands for, broad ones included."""

for _name, _qids in _CLASSES.items():
    for _qid in map(int, _qids.split()):
        ROOTS[_qid] = implied(ROOTS.get(_qid, 0) | BIT[_name])
