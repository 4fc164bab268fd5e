"""Words by which a type's label or a short description says what kind of thing it is: last noun to coarse types.

Here people, organisations and places; `type_words_things` has the rest.
Written by hand, in English. Longer phrases win over their last word.
"""

from __future__ import annotations

from typing import Final

ACTORS: Final[dict[str, str]] = {
    "person": """
        human|person|man|woman|people|lawyer|judge|jurist|physician|surgeon|nurse|doctor|teacher|educator|engineer
        activist|criminal|murderer|terrorist|mafioso|pirate|spy|explorer|astronaut|cosmonaut|aviator|pilot
        aircraft pilot|model|supermodel|chef|farmer|inventor|aristocrat|socialite|celebrity|patron|companion
        collector|librarian|nobleman|noblewoman|lord|heir|magistrate|detective|revolutionary|leader|figure
        public figure|worker|merchant|mountaineer|chess player|chessmaster|grandmaster|referee|official
        civil servant|individual|youtuber|influencer|blogger|twin|victim|survivor|slave|abolitionist|feminist
        reformer|philanthropist|humanitarian|magician|stuntman|pornographic actor|porn star|dancer|ballet dancer
        choreographer|designer|fashion designer|sailor|navigator|settler|pioneer|gangster|outlaw|serial killer
        assassin|hunter|rancher|banker
    """,
    "politician": """
        politician|president|prime minister|minister|senator|governor|mayor|diplomat|ambassador|statesman
        statesperson|stateswoman|chancellor|congressman|congresswoman|representative|legislator|councillor
        office holder|officeholder|member of parliament|mp|premier|secretary|attorney general|vice president
        first lady|political leader|head of state|head of government|dictator|member of congress|u s representative
        deputy|party leader
    """,
    "athlete": """
        athlete|player|footballer|footballplayer|boxer|wrestler|swimmer|cyclist|golfer|cricketer|runner|sprinter
        gymnast|skier|skater|figure skater|racing driver|racecar driver|racer|driver|rower|jockey|sportsperson
        sportsman|sportswoman|coach|manager of football|football manager|soccer manager|basketball coach|head coach
        goalkeeper|midfielder|defender|striker|quarterback|pitcher|competitor|athletics competitor|olympian|surfer
        snowboarder|fencer|weightlifter|judoka|karateka|martial artist|mixed martial artist|biathlete|archer|jumper
        hurdler|marathoner|martial arts fighter|kickboxer|bullfighter|sumo wrestler|shooter
        association football player|ice hockey player|triathlete|canoeist|hurler|rugby player|tennis player
        soccer player|baseball player|basketball player
    """,
    "musician": """
        musician|singer|composer|rapper|guitarist|pianist|drummer|bassist|violinist|cellist|saxophonist|trumpeter
        singer songwriter|songwriter|lyricist|disc jockey|dj|record producer|music producer|conductor|vocalist
        recording artist|musical artist|jazz musician|rock musician|opera singer|soprano|tenor|baritone
        multi instrumentalist|organist|flautist|keyboardist|bandleader|instrumentalist|beatmaker|music artist
        percussionist
    """,
    "actor": """
        actor|actress|comedian|film actor|television actor|stage actor|voice actor|child actor|character actor
        performer|entertainer|stand up comedian|impressionist|seiyu|mime|performing artist
    """,
    "writer": """
        writer|author|novelist|poet|playwright|dramatist|essayist|biographer|screenwriter|translator|autobiographer
        children s writer|childrens writer|science fiction writer|librettist|critic|columnist|diarist|storyteller
        comic book writer|comics writer|literary critic|scriptwriter
    """,
    "artist": """
        artist|painter|sculptor|photographer|illustrator|architect|printmaker|engraver|cartoonist|comic artist
        comics creator|visual artist|graphic designer|designer|ceramist|potter|draughtsman|etcher|calligrapher
        animator|goldsmith|silversmith|lithographer|draftsman|comics artist|mangaka|manga artist|landscape architect
    """,
    "scientist": """
        scientist|physicist|chemist|mathematician|biologist|astronomer|economist|historian|philosopher|psychologist
        sociologist|anthropologist|archaeologist|geologist|botanist|zoologist|linguist|computer scientist
        statistician|academic|professor|university teacher|theologian|geographer|naturalist|political scientist
        neuroscientist|psychiatrist|physiologist|biochemist|meteorologist|engineer|inventor|scholar|researcher
        astrophysicist|geneticist|pharmacologist|entomologist|ornithologist|paleontologist|logician|orientalist
        philologist|ecologist|virologist|microbiologist|immunologist|pedagogue|programmer|cryptographer
    """,
    "journalist": """
        journalist|news presenter|presenter|television presenter|radio personality|broadcaster|anchor|reporter
        commentator|talk show host|host|correspondent|news anchor|editor|television personality|tv personality
        sports commentator|podcaster|media personality|newscaster|television host|publisher
    """,
    "military_person": """
        military personnel|military person|military officer|soldier|officer|admiral|army general|general|commander
        marshal|military leader|warrior|naval officer|field marshal|colonel|samurai|fighter pilot|veteran|flying ace
        army officer|guerrilla
    """,
    "religious_figure": """
        priest|bishop|archbishop|cardinal|pope|saint|monk|nun|rabbi|imam|missionary|cleric|prophet|catholic priest
        catholic bishop|religious figure|christian bishop|religious leader|preacher|clergyman|theologian|martyr
        abbot|mystic|friar|ayatollah|guru|evangelist|pastor|patriarch|apostle|biblical figure|televangelist
    """,
    "royalty": """
        monarch|king|queen|emperor|empress|prince|princess|duke|duchess|sovereign|ruler|royalty|british royalty
        sultan|shah|tsar|pharaoh|caliph|khan|count|countess|earl|baron|marquess|regent|roman emperor|maharaja|noble
        landgrave|margrave|elector|grand duke|archduke|queen consort|viscount|chieftain|emir|raja|doge
    """,
    "businessperson": """
        businessperson|businessman|businesswoman|entrepreneur|executive|business executive|investor|industrialist
        banker|magnate|philanthropist|chief executive|ceo|business magnate|founder|restaurateur|business manager
        financier|hotelier|manufacturer of person|billionaire|venture capitalist
    """,
    "film_maker": """
        film director|director|film producer|television producer|producer|television director|filmmaker
        cinematographer|film editor|showrunner|theatre director|documentary filmmaker|theatrical director
        movie director
    """,
    "character": """
        fictional character|character|superhero|comics character|fictional human|deity|god|goddess
        mythological greek character|mythical character|mythological figure|video game character|supervillain
        film character|television character|literary character|animated character|demigod|titan|angel|demon
        legendary creature|mythical creature|monster|cartoon character|nymph|legendary figure|biblical character
        human biblical figure|fairy tale character|manga character|anime character|muppet|mascot
        species of fictional|giant|fictional organization
    """,
    "ethnic_group": """
        ethnic group|people|tribe|nation|indigenous people|ethnicity|nationality|native people|clan|ethnic community
        family|dynasty|noble family|royal family|royal house|human population|social group|demonym|caste
    """,
    "organisation": """
        organisation|organization|association|foundation|society|institute|union|trade union|federation
        international organization|non governmental organization|nonprofit|nonprofit organization
        nongovernmental organization|charity|committee|council|funder|facility|academy|learned society
        terrorist organization|cartel|trust|alliance|coalition|movement|lobby|think tank|cooperative|consortium|club
        research institute|group|intergovernmental organization|crime organization|criminal organization
        criminal gang|gang|secret society|non profit organisation|nonprofit organisation|advocacy group
        social movement|political organization|political movement|guild|fraternity|sorority
        national sports governing body|charitable organization|laboratory|research organisation|research center
        research centre|organisation supporting|agency|orchestra|choir|dance company|paramilitary|militant group
        rebel group|militia|order|religious order|space agency|troupe|theatre company
    """,
    "company": """
        company|business|enterprise|corporation|public company|manufacturer|bank|airline|retailer|supermarket chain
        chain|restaurant chain|automobile manufacturer|publisher|record label|film studio|studio
        video game developer|law firm|firm|brand of company|operator|conglomerate|airline company|insurance company
        software company|fashion house|fast food chain|supermarket|department store|convenience store chain|store
        shop|hotel chain|investment bank|hedge fund|railway company|energy company|oil company|utility
        pharmaceutical company|startup|holding company|subsidiary|shipyard|mining company|telecommunications company
        private company|car manufacturer|clothing brand|production company|film production company|publishing house
        publishing company|television network|multinational|multinational corporation|carmaker|automaker|brewery
        winery|grocery store|gas station chain|internet company|technology company|game developer
        video game publisher|stock exchange|credit union|cooperative
    """,
    "brand": """
        brand|trademark|trade mark|chain|restaurant chain|fashion label|clothing brand|restaurant|supermarket|label
        supermarket chain|franchise|fast food restaurant|filling station|convenience store|brand name|marque
    """,
    "sports_team": """
        team|sports team|sports club|football club|soccer club|association football club|basketball team
        baseball team|hockey team|ice hockey team|american football team|national team|national football team
        rugby club|rugby union team|cricket team|association football team|professional sports team|nfl team
        canadian football team|national association football team|cycling team|formula one team|racing team
        esports team|volleyball team|handball team|college sports team|multisports club|rugby team
        women s national association football team|football team|soccer team|futsal team
    """,
    "sports_league": """
        league|sports league|football league|basketball league|ice hockey league|championship
        association football league|sport competition|sports competition|football competition|sporting competition
        professional sports league|conference|sports governing body|division|national championship
        sports organization
    """,
    "political_party": """
        political party|party|political coalition|political alliance|parliamentary group|communist party
        electoral alliance
    """,
    "government_body": """
        government|ministry|government agency|agency|parliament|legislature|court|supreme court|senate
        house of representatives|national assembly|intelligence agency|police|law enforcement agency|department
        executive branch|cabinet|central bank|regulator|chamber|lower house|upper house|government organization
        city council|commission|police force|police department|state agency|treasury|office|court of law
        united states federal agency|national government|international court|tribunal|regulatory agency|embassy
        government department|bureau|deliberative assembly|federal agency|unicameral legislature|authority
    """,
    "military_unit": """
        military unit|army|navy|air force|regiment|brigade|battalion|division of army|armed forces|corps
        military branch|fleet|squadron|infantry division|military organization|marines|infantry regiment|legion
        armed organization|army group|field army|special forces|armored division
    """,
    "media_outlet": """
        newspaper|magazine|television channel|tv channel|television station|radio station|radio network
        television network|news agency|website|broadcaster|daily newspaper|weekly newspaper|news website|periodical
        journal|scientific journal|academic journal|broadcasting network|public broadcaster|social network
        social networking service|streaming service|online newspaper|weekly magazine|blog|search engine|podcast
        broadcast|media company|mass media|media conglomerate|web portal|publication|broadcast network
        women s magazine|social media|online database|video hosting service|tabloid|news magazine|music magazine
        video on demand service
    """,
    "school": """
        university|college|school|high school|public university|private university|research university|education
        educational institution|institute of technology|academy|business school|law school|medical school
        secondary school|primary school|art school|boarding school|polytechnic|faculty|music school|conservatory
        seminary|community college|land grant university|liberal arts college|university system|kindergarten
        gymnasium|grammar school|higher education institution|state university|conservatoire|public school
    """,
    "institution": """
        museum|library|archive|hospital|art museum|healthcare|gallery|art gallery|theatre company|national library
        academic library|teaching hospital|university hospital|orchestra|opera company|health facility
        national museum|medical center|clinic|zoo|botanical garden|aquarium|public library|prison
        psychiatric hospital|history museum|science museum|open air museum|natural history museum|medical centre
        health system|pharmacy
    """,
    "religious_body": """
        diocese|archdiocese|church body|religious denomination|denomination|religious order
        diocese of the catholic church|suffragan diocese|ecclesiastical province|christian denomination
        metropolitan archdiocese|christian church|religious organization|eparchy|religious community|sect
        titular see|apostolic vicariate|religious institute|protestant denomination|monastic order
    """,
    "band": """
        band|musical group|rock band|girl group|boy band|musical duo|duo|pop group|musical ensemble|choir|orchestra
        girl band|heavy metal band|punk band|metal band|hip hop group|vocal group|pop band|musical trio|music group
        string quartet|k pop group|band musical group|rock group|symphony orchestra|indie rock band|supergroup
    """,
    "place": """
        place|location|geographical area|geographic region|region|area|site|archaeological site|territory
        tourist attraction|geographical feature|geographic location|natural place|human settlement|historic place
        world heritage site|border|locality|cemetery|battlefield|ancient city|geographical object|farm|estate|zone
        cultural heritage|historic district|plantation|polder|forest|desert|geographic entity|burial site|ruins
        landmark|landform|fortified place|adm2|adm3|adm4|adm1|section|continent|subcontinent|peninsula|port|harbor
        seaside resort|ski resort|ghost town|historical region|cultural region|wine region|campus|mine|oil field
        metropolitan area|metropolitan statistical area|urban area|agglomeration|military base|heritage site
        neighborhood
    """,
    "country": """
        country|sovereign state|island country|island nation|nation state|republic|federation|former country
        historical country|kingdom|dominion of the british empire|commonwealth realm|empire|landlocked country
        constituent country|constitutional monarchy|dependent territory|sovereign nation|historical state
        socialist state|unitary state|state with limited recognition|overseas territory|former empire|caliphate
        former kingdom|vassal state|colony|mediterranean country|superpower|principality|grand duchy|sultanate
        crown colony
    """,
    "region": """
        region|state|province|county|territory|u s state|prefecture|oblast|canton|autonomous region|department
        administrative region|administrative territorial entity|federal state|state of germany|krai|regency
        governorate|autonomous community|raion|powiat|voivodeship|administrative division|district|subdivision
        municipality|shire|duchy|historical region|geographic region|first level administrative division|comarca
        emirate|commune|metropolitan area|ceremonial county|arrondissement|landkreis|division|parish
        special administrative region|autonomous republic|autonomous oblast|amphoe|subdivisions|electoral district
        constituency|rural district|statistical region|historical province|barony|hundred|subprefecture|collectivity
        judet|uezd|guberniya
    """,
    "city": """
        city|town|big city|capital|million city|capital city|county seat|megacity|municipality|city town|metropolis
        port city|national capital|global city|prefecture level city|county level city|city or town|borough
        census designated place|market town|urban area|college town|border town|new england town|large city
        holy city|settlement|populated place|human settlement|urban type settlement|city state|independent city
        special city|special municipality|cities|ancient city|charter city|largest city|commune|comune
        university town|small town|capital of country|burgh|small burgh|seat of government|federal capital|spa town
        municipality seat|gov seat
    """,
    "village": """
        village|hamlet|township|unincorporated community|civil parish|locality|settlement|census designated place
        rural municipality|moshav|kibbutz|posyolok|selo|urban area in sweden|kmetstvo|minor locality|unparished area
        local government area|farming community|rural settlement|work settlement|parish|small settlement|community
        ortsteil
    """,
    "district": """
        district|neighborhood|neighbourhood|suburb|quarter|borough|ward|city district|arrondissement|barrio
        residential area|section|inner suburb|administrative quarter|urban district|municipal district|precinct
    """,
    "water": """
        river|lake|sea|ocean|bay|gulf|strait|waterfall|canal|stream|creek|reservoir|body of water|river system
        lagoon|fjord|sound|glacier|spring|hot spring|tributary|estuary|channel|inlet|aquifer|loch|cove|swamp|wetland
        watercourse|main stem|dam|rapids|marginal sea|inland sea
    """,
    "landform": """
        mountain|mountain range|island|volcano|valley|hill|desert|peninsula|cape|plateau|canyon|cave|archipelago
        atoll|beach|forest|plain|mountain pass|peak|island group|islet|reef|mountain peak|national park|park|massif
        protected area|nature reserve|ridge|stratovolcano|crater|isthmus|delta|headland|cliff|natural region
        escarpment|rock formation|gorge|glen|ice shelf|continent|steppe|state park|wildlife refuge|garden
        public park|urban park|national monument|nature park|regional park|subcontinent|landmass|high island
    """,
    "building": """
        building|castle|palace|church|church building|cathedral|bridge|tower|skyscraper|mosque|temple|fort|fortress
        monument|house|hotel|monastery|abbey|lighthouse|wall|gate|tomb|pyramid|mansion|basilica|prison
        architectural structure|structure|town hall|villa|dam|tunnel|memorial|statue|synagogue|shrine|chapel|factory
        power station|nuclear power plant|power plant|observatory|windmill|mausoleum|historic house|country house
        courthouse|infrastructure|shopping mall|shopping center|shopping centre|office building|residence|convent
        ruin|fountain|square|historic building|presidential palace|citadel|aqueduct|telescope|warehouse|pier
        buddhist temple|hindu temple|parish church|minor basilica|stave church|manor house|hillfort|chateau|pagoda
        amusement park
    """,
    "venue": """
        stadium|arena|theatre|theater|concert hall|opera house|music venue|sports venue|football stadium|racetrack
        race track|circuit|velodrome|cinema|nightclub|baseball park|ballpark|convention center|indoor arena
        ski resort|casino|golf course|ice rink|motorsport racing track|performing arts center|amphitheatre
        theme park|association football venue|bar|pub|multi purpose stadium|olympic stadium|sports arena
        swimming pool|cafe
    """,
    "transport": """
        railway station|station|metro station|airport|international airport|road|street|highway|railway line
        rapid transit|railway|avenue|motorway|port|bus station|railroad|metro line|public transport
        transport network|subway|train service|tram system|interstate highway|route|rail line|bus company
        commuter rail|boulevard|trail|air base|tram|thoroughfare|bus operator|bus network|ferry operator|spaceport
        rail transport|toll road|freeway
    """,
}
"""Coarse type of people, organisations and places to the words that say it, between bars and on lines."""
