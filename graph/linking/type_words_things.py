"""Words by which a type's label or a short description says what kind of thing it is: see `type_words`.

Here everything but people, organisations and places.
"""

from __future__ import annotations

from typing import Final

THINGS: Final[dict[str, str]] = {
    "celestial": """
        planet|star|galaxy|constellation|moon|asteroid|comet|dwarf planet|natural satellite|solar system|nebula
        exoplanet|universe|celestial body|astronomical object|terrestrial planet|black hole|gas giant|star cluster
        impact crater|minor planet|supernova|binary star|meteorite|meteor shower|planetary system|open cluster
    """,
    "event": """
        event|festival|conference|music festival|film festival|historical event|disaster|earthquake|protest|election
        ceremony|meeting|summit|exhibition|world fair|holiday|public holiday|revolution|scandal|treaty|epidemic
        pandemic|famine|occurrence|murder|assassination|trial|accident|aviation accident|space mission|spaceflight
        massacre|terrorist attack|coup|coup d etat|general election|presidential election|referendum|hurricane
        tsunami|demonstration|bombing|award ceremony|expedition|historical period|riot|shooting|mass shooting|crisis
        disappearance|cyclone|tropical cyclone|flood|wildfire|fire|shipwreck|human spaceflight|kidnapping
        recurring event|financial crisis|social issue|nuclear accident|nuclear disaster|volcanic eruption
        terror attack|school shooting|religious festival|annual event|political crisis|trade fair|convention|strike
        legal case|lawsuit|supreme court case
    """,
    "sports_event": """
        olympics|olympic games|sports event|sports season|tournament|tennis tournament|championship|race|world cup
        grand prix|football match|final|sporting event|multi sport event|cycling race|winter olympics
        summer olympics|association football competition|sports tournament|fifa world cup|marathon|season|edition
        cup|golf tournament|match|recurring sporting event|olympic sporting event|stage race|bowl game
        sports festival|cup competition
    """,
    "war": """
        war|battle|military conflict|conflict|siege|civil war|military operation|military campaign|invasion
        rebellion|uprising|revolt|armed conflict|world war|revolutionary war|naval battle|crusade|genocide
        theater of war|war of independence|military offensive|proxy war|skirmish|raid|world war ii battle
    """,
    "work": """
        work|creative work|written work|literary work|musical work|publication|speech|document|song|poem|manuscript
        play|musical|opera|ballet|symphony|map|media franchise|franchise|fictional universe|art work
        musical composition|classical composition|composition|sacred text|dictionary|encyclopedia|fairy tale
        concerto|photograph|anthem|national anthem|treatise|meme|internet meme|hymn|concert tour|legend|folk tale
        version|edition
    """,
    "film": """
        film|movie|3d film|animated film|animated feature film|short film|documentary film|feature film|film series
        documentary|superhero film|horror film|comedy film|action film|drama film|science fiction film|silent film
        film trilogy|television film|romantic comedy|western film|biographical film|thriller film|bollywood film
        war film
    """,
    "tv": """
        television series|tv series|television program|television show|sitcom|animated series|soap opera
        reality television series|television season|game show|talk show|miniseries|anime|anime television series
        television series season|tv show|animated television series|reality show|web series|news program
        radio program|telenovela|television episode|episode|television miniseries|drama series|comedy series
        crime drama|podcast|television drama|sketch show|quiz show|children s television series|cartoon|series
        news programme|radio show|programme
    """,
    "book": """
        book|novel|literary work|written work|comic book|manga|manga series|short story|poem|play|comic strip|comics
        book series|novel series|children s book|science fiction novel|fantasy novel|memoir|autobiography|novella
        essay|graphic novel|comic book series|light novel|epic poem|collection of poems|bible book|holy book
        scientific article|article|academic article|textbook|dictionary|encyclopedia|scholarly article
        non fiction book|picture book|detective novel|fairy tale|text|tragedy|historical novel|trilogy|epic
        religious text|monograph|biography|thriller novel|saga
    """,
    "song": """
        song|single|musical composition|musical work|hymn|national anthem|anthem|symphony|opera|concerto
        christmas carol|folk song|musical|aria|classical composition|tune|lullaby|christmas song|ballad|sonata
        theme song|instrumental|carol|march|requiem|rock opera|string quartet composition|musical piece
    """,
    "album": """
        album|studio album|live album|compilation album|soundtrack|soundtrack album|ep|extended play|mixtape
        debut album|concept album|greatest hits album
    """,
    "game": """
        video game|game|board game|card game|video game series|role playing game|computer game|mobile game|sport
        team sport|ball game|tabletop game|browser game|sports discipline|arcade game|trading card game|athletics
        olympic sport|martial art|type of sport|arcade video game|racing game|first person shooter|puzzle
        puzzle video game
    """,
    "artwork": """
        painting|sculpture|artwork|statue|fresco|photograph|portrait|drawing|mural|tapestry|print|engraving
        painting series|art installation|monument|mosaic|bust|triptych|altarpiece|self portrait|icon painting
        work of art|triptych painting|group of paintings|woodcut|oil painting|equestrian statue|bronze sculpture
    """,
    "award": """
        award|prize|medal|science award|literary award|film award|order|order of merit|television award|trophy
        academy award|military decoration|music award|grammy award|honor|class of award|award category|decoration
        title of honor
    """,
    "law": """
        law|act|act of congress|treaty|constitution|legislation|statute|international treaty|convention|legal case
        supreme court case|court case|agreement|amendment|bill|united states federal law|peace treaty|legal code
        regulation|executive order|bilateral treaty|constitutional amendment|declaration|doctrine|policy
        act of parliament
    """,
    "species": """
        species|taxon|genus|animal|plant|bird|fish|mammal|reptile|insect|breed|dog breed|fungus|herb|shrub|tree
        dinosaur|bacterium|bacteria|virus|eukaryote|flowering plant|animal order|family of plants|bird genus|flower
        fruit|mammal genus|fish genus|family|order of mammals|vegetable|cultivar|horse|racehorse|cat breed
        horse breed|hominid|subspecies|common name|amphibian|dicot genus|monocot genus|arthropod|arthropod genus
        arthropod family|mollusc|organism|crustacean|spider|frog|snake|butterfly|moth|beetle|crop|grass|vine|dog|cat
        whale|monkey|primate|rodent|fossil|protozoa|algae|moss|fern|orchid|shark|horse animal|domestic animal
        individual animal
    """,
    "disease": """
        disease|infectious disease|rare disease|disorder|mental disorder|syndrome|cancer|symptom|infection|injury
        phobia|simple phobia|condition|medical condition|illness|class of disease|inflammation|mental illness
        developmental disorder|sexually transmitted disease|viral disease|fever|deficiency|poisoning|tumor
        personality disorder
    """,
    "language": """
        language|dialect|language family|programming language|natural language|modern language|dead language
        constructed language|alphabet|writing system|script|sign language|ancient language|creole|extinct language
        pidgin|indo european language|official language|romance language|spoken language|slang|letter
        unicode character
    """,
    "given_name": """
        given name|first name|male given name|female given name|unisex given name|forename|name
    """,
    "family_name": """
        family name|surname|last name|toponymic surname|name
    """,
    "disambiguation": """
        wikimedia disambiguation page|disambiguation page|disambiguation|wikimedia human name disambiguation page
    """,
    "product": """
        product|software|operating system|web browser|computer|mobile phone|smartphone|drink|beverage|food|weapon
        firearm|video game console|device|tool|mobile app|application|drug|medication|beer|wine|cheese|dish|sandwich
        musical instrument|toy|clothing|garment|machine|instrument|textile|smartphone model|chemical compound
        mineral|chemical element|material|currency|coin|model series|free software|computer hardware
        programming tool|pharmaceutical product|garment type|cocktail|soft drink|confectionery|dessert|cheese type
        pastry|spice|alloy|gun|rifle|pistol|missile|bomb|nuclear weapon|handgun|sauce|bread|soup|alcoholic beverage
        medicine|substance|furniture|chocolate bar|cereal|social media app|database|file format|standard|data format
        computing platform|cigarette|gemstone
    """,
    "vehicle": """
        vehicle|automobile|car|aircraft|ship|train|locomotive|motorcycle|tank|spacecraft|aircraft model
        automobile model|space shuttle|helicopter|submarine|airplane|fighter aircraft|rocket|satellite|boat|bus
        means of transportation|warship|battleship|aircraft carrier|ocean liner|passenger ship|ship class|airliner
        bomber|car model|sports car|space station|space probe|spaceship|launch vehicle|yacht|cruise ship|destroyer
        frigate|bicycle|automobile manufacturer model|truck|aircraft family|vehicle model|lunar module
        space telescope|rover|airship|drone
    """,
    "date": """
        year|month|day|century|decade|calendar month|point in time|day of the week|calendar year|millennium
        time interval|calendar date|date|leap year|era|historical period|geological period|epoch|bc|calendar day
        weekday|time zone|season of year|part of year|period|geological epoch|common year
    """,
    "concept": """
        concept|academic discipline|field|field of study|branch of science|religion|ideology|theory|profession
        occupation|genre|music genre|film genre|philosophy|property|activity|process|position|colour|color|number
        unit|unit of measurement|method|phenomenon|system|term|science|political ideology|emotion|principle
        technology|physical quantity|gene|protein|theorem|algorithm|mathematical object|economic sector|industry
        rank|title|office|style|art movement|cultural movement|philosophical movement|belief|ritual|custom|practice
        tradition|quality|relation|symbol|national flag|flag|emblem|national coat of arms|coat of arms|nickname
        idiom|proverb|fallacy|medical specialty|body part|organ|anatomical structure|muscle|bone|tissue|cell
        molecule|particle|reaction|act|action|state of matter|feeling|attribute|trait|class|category|list
        wikimedia list article|subject|skill|therapy|medical procedure|dance|holiday type|crime|virtue|sin
        martial art|measure|shape|sound|literary genre|noble title|military rank|natural number|prime number
        religious concept|academic degree|form of government|economic system|social class|scientific theory|change
        abstract entity|function|data|information|sign|text type|word|phrase|unisex name
    """,
}
"""Coarse type of things to the words that say it, between bars and on lines."""
