"""The senses of English words."""

from typing import Final

from ledger.phrase.lexicon import words
from ledger.phrase.lexicon.senses import Contrast, Qualifying, Senses


def _of_nouns(*nouns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Synonyms of nouns, in the singular and the plural, by the first of each list."""
    found: dict[str, tuple[str, ...]] = {}
    for first, *others in nouns:
        wordings = []
        for noun in others:
            plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeo" else f"{noun}s"
            wordings += [noun, plural]
        found[first] = tuple(wordings)
    return found


_SYNONYMS: Final = {
    **_of_nouns(
        ("home", "house", "dwelling"), ("child", "kid", "youngster"), ("doctor", "physician"), ("lawyer", "attorney"),
        ("company", "firm", "business", "businesse", "enterprise"), ("soldier", "serviceman", "troop"),
        ("police officer", "cop", "policeman", "policewoman"), ("bicycle", "bike"),
         ("car", "automobile", "motor car"),
        ("film", "movie", "motion picture"), ("pupil", "schoolchild", "schoolkid"),
         ("plane", "aeroplane", "airplane", "aircraft"),
        ("prisoner", "inmate"), ("shop", "store"), ("ship", "vessel"), ("lorry", "truck", "hgv", "heavy goods vehicle"),
        ("lift", "elevator"),
        ("flat", "apartment"), ("phone", "telephone"), ("gun", "firearm"), ("earthquake", "quake"), ("fire", "blaze"),
        ("crash", "collision"), ("baby", "infant"), ("teenager", "teen", "adolescent"), ("hostage", "captive"),
        ("legislator", "lawmaker"), ("dose", "jab"), ("vote", "ballot"), ("mobile phone", "cellphone"),
        ("employee", "worker", "staff member"), ("driver", "motorist"), ("protester", "demonstrator", "protestor"),
        ("stabbing", "knife attack"), ("trafficking victim", "victim of trafficking"),
        ("photograph", "photo"), ("university", "uni"), ("refrigerator", "fridge"), ("author", "writer"),
        ("burglary", "break-in"), ("supporter", "fan"), ("foreigner", "foreign national"),
        ("asylum claim", "asylum application"), ("attendance", "crowd"),
        ("layoff", "redundancy", "lay-off", "dismissal"), ("conviction", "guilty verdict"), ("woman", "female"),
        ("man", "male"), ("young person", "youth"), ("retiree", "pensioner"), ("tonne", "metric ton"),
         ("holiday", "vacation"), ("evacuee", "evacuated person"),
    ),
    "companies": ("businesses",),
    "crashes": ("collisions",),
    "prisoners": ("inmates",),
    "men": ("males",),
    "women": ("females",),
    "children": ("kids", "youngsters"),
    "pupils": ("schoolchildren", "schoolkids"),
    "police officers": ("policemen", "policewomen", "cops", "police"),
    "young people": ("youths",),
    "older people": ("elderly people", "the elderly"),
    "older person": ("elderly person",),
    "mps": ("members of parliament", "member of parliament"),
    "meps": ("members of the european parliament", "member of the european parliament"),
    "firefighters": ("firemen", "firefighter", "fireman"),
    "asylum seekers": ("people seeking asylum", "people who seek asylum", "asylum-seekers"),
    "rough sleepers": ("people sleeping rough", "people who sleep rough"),
    "covid patients": (
        "people in hospital with covid", "people with covid in hospital", "patients in hospital with covid",
        "patients with covid", "people hospitalised with covid", "people hospitalized with covid",
        "people in hospital with coronavirus", "coronavirus patients",
    ),
    "victims of trafficking": ("trafficked people",),
    "people": ("members of the public",),
    "stabbings": ("knife attacks",),
    **{
        f"{illness} cases": (
            f"cases of {illness}", f"{illness} infections", f"infections with {illness}",
            f"people infected with {illness}", f"people with {illness} infections",
        )
        for illness in (
            "measles", "covid", "covid-19", "coronavirus", "flu", "cholera", "mpox", "malaria", "ebola", "polio",
            "dengue", "tuberculosis", "typhoid", "hepatitis", "meningitis", "diphtheria", "whooping cough", "zika",
        )
    },
    "suspected": ("probable", "presumed", "presumptive"),
    "potential": ("possible", "prospective"),
    "waste": ("rubbish", "trash", "garbage", "refuse"),
    "soldiers": ("troops", "servicemen", "service personnel"),
    "employees": ("staff", "members of staff", "workers", "workforce"),
    "died": (
        "lost their lives", "lost his life", "lost her life", "losing their lives", "passed away", "perished",
        "dropped dead", "met their deaths", "left dead",
    ),
    "deaths": ("lives lost", "lives claimed", "loss of life", "lives were lost", "lives have been lost"),
    "death": ("life lost",),
    "suicides": (
        "took their own lives", "taken their own lives", "killed themselves", "died by suicide", "deaths by suicide",
        "committed suicide", "suicide deaths", "ended their own lives",
    ),
    "injured": ("wounded", "hurt", "maimed", "left injured", "in need of treatment"),
    "arrested": (
        "detained", "taken into custody", "placed under arrest", "put under arrest", "under arrest", "apprehended",
        "in custody",
    ),
    "arrests": ("detentions",),
    "arrest": ("detention",),
    "displaced": (
        "forced from their homes", "forced out of their homes", "forced to leave their homes", "forced to flee",
        "forced to flee their homes", "driven from their homes", "driven out of their homes", "uprooted",
        "left their homes", "fled their homes", "fleeing their homes", "flee their homes", "made homeless by",
        "had to leave their homes", "displaced from their homes", "displacements",
    ),
    "evacuated": ("moved to safety", "evacuated from their homes", "evacuees", "evacuations"),
    "unemployed": ("jobless", "out of work", "out of a job", "without work", "without a job", "without jobs",
     "workless"),
    "layoffs": (
        "made redundant", "laid off", "lay-offs", "lay offs", "let go", "lost their jobs", "losing their jobs",
        "lose their jobs", "dismissed", "sacked", "given the sack", "redundancies", "dismissals",
    ),
    "convicted": ("found guilty", "pleaded guilty or were found guilty"),
    "imprisoned": (
        "jailed", "sent to prison", "sent to jail", "put in prison", "put in jail", "put behind bars", "behind bars",
        "given prison sentences", "incarcerated", "locked up",
    ),
    "hospitalisation": (
        "hospitalised", "hospitalized", "admitted to hospital", "admitted to hospitals",
         "admitted to the hospital", "taken to hospital",
        "sent to hospital", "hospital admissions", "hospital admission", "hospitalizations", "hospitalization",
        "hospitalisations", "in hospital", "put in hospital", "in the hospital", "in hospitals",
    ),
    "missing": ("unaccounted for",),
    "evicted": ("turned out of their homes", "thrown out of their homes", "evictions"),
    "homeless": ("without a home", "without homes"),
    "vaccinated": ("inoculated", "immunised", "immunized", "vaccinations"),
    "infected": ("infections", "contracted the virus", "caught the virus", "tested positive"),
    "pre-tax": ("before tax", "before taxes", "pretax", "before-tax"),
    "post-tax": ("after tax", "after taxes", "posttax", "after-tax", "net of tax"),
    "inflation": ("consumer price inflation", "consumer prices", "price inflation"),
    "gdp": ("gross domestic product",),
    "co2": ("carbon dioxide", "co₂"),
}  # fmt: skip

#: What happens to those who are counted. Each word is tested after the synonyms have been put for one another.
_EVENTS: Final = {
    "death": r"died|dies?|dying|dead|deaths?|killed|killings?|homicides?|fatalit(?:y|ies)|deadly|casualt(?:y|ies)|"
    r"loss of (?:\S+ ){0,3}(?:lives|life)|(?:claim|cost|took|taken)(?:s|ed|ing)? (?:\S+ ){0,4}lives",
    "suicide": "suicides?",
    "injury": "injured|injur(?:y|ies)|injuring|casualt(?:y|ies)",
    "arrest": "arrest(?:s|ed)?",
    "displacement": "displaced|displacements?",
    "evacuation": "evacuated|evacuations?|evacuees?",
    "unemployment": "unemployed|unemployment",
    "layoff": r"layoffs?|job loss(?:es)?|job cuts?|jobs (?:lost|cut|shed|axed)",
    "conviction": "convicted|convictions?",
    "imprisonment": "imprisoned|imprisonments?",
    "hospitalisation": "hospitalisation",
    "eviction": "evicted|evictions?",
    "vaccination": "vaccinated|vaccinations?",
    "infection": "infected|infections?",
    "rescue": "rescued?|rescues|saved",
    "homicide": "homicides?|killings?",
    "carriage": r"passengers?|(?:people|persons?|those) (?:on board|aboard)",
    "murder": "murder(?:s|ed)?",
    "drowning": "drowned|drownings?",
    "kidnapping": "kidnapped|kidnappings?|abducted|abductions?",
    "charge": "charged",
    "fine": "fined|fines?",
    "deportation": "deported|deportations?",
}

_OPPOSITES: Final = tuple(
    Contrast({"up": up, "down": down}, "direction-changed", directed)
    for up, down, directed in (
        (r"premiums?", r"discounts?", True),
        (r"inflation|inflationary", r"deflation|deflationary", True),
        (r"appreciat(?:ion|ed|es|ing)", r"depreciat(?:ion|ed|es|ing)", True),
        (r"recover(?:ed|s|y|ing)|rebound(?:ed|s)?|rall(?:y|ied)|bounced back|picked up", r"relapsed?", True),
        (r"jobs? (?:creation|gains?|growth)|new jobs|jobs (?:created|added|gained)",
         r"job (?:loss(?:es)?|cuts?)|jobs (?:lost|cut|shed|axed)|layoffs?", True),
        (r"above (?:the )?(?:\w+ )?(?:average|normal|mean|median|target|trend|forecasts?|expectations?|budget|"
         r"usual|par)"
         r"|above-(?:average|normal|target|trend)|above",
         r"below (?:the )?(?:\w+ )?(?:average|normal|mean|median|target|trend|forecasts?|expectations?|budget|"
          r"usual|par)"
         r"|below-(?:average|normal|target|trend)|below|beneath", True),
        (r"(?:tax|spending|budget|duty|fare|price|pay|wage|benefit|funding|staff|job|rate)s? (?:rises|increases|hikes)|"
         r"(?:tax|spending|budget|duty|fare|price|pay|wage|benefit|funding|rate)s? (?:rise|increase|hike)",
         r"(?:tax|spending|budget|duty|fare|price|pay|wage|benefit|funding|staff|job|rate)s? (?:cuts|reductions)|"
         r"(?:tax|spending|budget|duty|fare|price|pay|wage|benefit|funding|rate)s? (?:cut|reduction)", False),
        (r"majority|majorities", r"minority|minorities", False),
        (r"saved|savings?|saves", r"wasted?|wasting|squandered|lost|loss(?:es)?|deaths?|died|killed", False),
        (r"gain(?:s|ed)?", r"loss(?:es)?|lost", False),
        (r"outperform(?:ed|s|ance)?", r"underperform(?:ed|s|ance)?", False),
        (r"overestimat\w*|overstat\w*|overcount\w*|overvalu\w*|overpaid|overpayments?|overspen[dt]\w*|oversubscribed|"
         r"overreport\w*|oversuppl\w*|overstaff\w*|overweight",
         r"underestimat\w*|understat\w*|undercount\w*|undervalu\w*|underpaid|underpayments?|underspen[dt]\w*|"
         r"undersubscribed|underreport\w*|undersuppl\w*|understaff\w*|underweight", False),
        (r"(?:minutes?|hours?|days?|weeks?|months?|years?) (?:early|ahead of schedule)|early by|ahead of schedule",
         r"(?:minutes?|hours?|days?|weeks?|months?|years?) (?:late|behind schedule|overdue)|late by|behind schedule|"
         r"delayed?|delays", False),
        (r"credits?|credited", r"debits?|debited", False),
        (r"hired|recruited|taken on|hires|hirings?", r"layoffs?|fired|firings?", False),
        (r"opened|openings?", r"closed|closures?|shut", False),
        (r"joined|joiners?", r"quit|leavers?|resigned|left", False),
        (r"older", r"younger|newer", False),
        (r"safer", r"riskier|more dangerous|deadlier|less safe", False),
        (r"thicker|thickened", r"thinner|thinned", False),
        (r"deeper|deepened", r"shallower", False),
        (r"wider|widened|broader", r"narrower|narrowed", False),
        (r"louder|noisier", r"quieter", False),
        (r"brighter", r"dimmer|darker", False),
        (r"cleaner", r"dirtier", False),
        (r"wetter", r"drier|dryer", False),
        (r"happier", r"unhappier|sadder", False),
        (r"healthier", r"unhealthier|sicker", False),
        (r"better", r"worse", False),
        (r"harder|tougher", r"easier|softer", False),
        (r"closer|nearer", r"further|farther", False),
        (r"tightened|tightening", r"loosened|loosening|eased|easing", False),
        (r"boosted|boost", r"dented|dent|hit", False),
        (r"strengthened", r"weakened", False),
        (r"lengthened|extended|prolonged", r"shortened|curtailed", False),
        (r"added|additions?", r"removed|removals?|deleted|subtracted", False),
        (r"imposed", r"lifted|waived|scrapped", False),
        (r"surcharges?|levy|levies|supplements?", r"rebates?|refunds?|discounts?|subsid(?:y|ies)", False),
        (r"bonus(?:es)?|rewards?", r"penalt(?:y|ies)|fines?", False),
        (r"deposits?|deposited", r"withdrawals?|withdrawn|withdrew", False),
        (r"planted", r"felled|cut down", False),
        (r"assets", r"liabilities", False),
        (r"inflows?|influx", r"outflows?|exodus", False),
        (r"surplus(?:es)?", r"deficits?|shortfalls?|shortages?", False),
        (r"profits?|profitable", r"loss(?:es)?|loss-making", False),
        (r"creditors?|lent|lends?", r"debtors?|borrow(?:ed|s|ing)?", False),
        (r"upgraded|upgrades?", r"downgraded|downgrades?", False),
        (r"promot(?:ed|ions?)", r"demot(?:ed|ions?)|relegated", False),
        (r"expan(?:ded|sion)", r"contract(?:ed|ion)|recession", False),
        (r"optimis(?:m|tic)", r"pessimis(?:m|tic)", False),
    )
)  # fmt: skip

_DEDUCTIONS: Final = "interest|costs|deductions|fees|expenses|taxes|subsidies|depreciation|benefits"
_KINDS: Final = tuple(
    Contrast(sides)
    for sides in (
        {"rich": r"richest|wealthiest|best-off|best-paid|the top|least deprived",
         "poor": r"poorest|worst-off|worst-paid|the bottom|most deprived"},
        {"won": r"won", "contested": r"contested|defended|fought"},
        {"oldest": r"oldest", "youngest": r"youngest"},
        {"largest": r"largest|biggest", "smallest": r"smallest"},
        {"imports": r"imports?|imported|importing", "exports": r"exports?|exported|exporting"},
        {"births": r"births?|born|birth rate|fertility", "deaths": r"deaths?|died|mortality|killed|dead"},
        {"marriages": r"marriages?|married", "divorces": r"divorces?|divorced"},
        {"gross": r"gross|immigration|immigrants?|(?:new )?arrivals|newcomers|migrants?|"
         r"(?:people|persons?) (?:who )?(?:\w+ )?(?:came|come|moved|arrived|settled|entered|immigrated)",
         "net": r"net|nett"},
        {"operating": r"operating (?:profits?|loss(?:es)?|income)", "net": r"net (?:profits?|loss(?:es)?|income)|"
         r"bottom line"},
        {"net debt": r"net (?:debts?|borrowing|worth|contributions?|costs?)",
         "gross debt": r"(?<!net )(?:debts?|borrowing|worth|contributions?|costs?)"},
        {"recorded": r"(?:crimes?|offences?|cases) (?:recorded|reported|logged)|recorded crimes?",
         "solved": r"(?:crimes?|offences?|cases) (?:solved|cleared|detected|resolved|charged)|solved crimes?"},
        {"invested": r"invested|investments?", "lost": r"lost|loss(?:es)?"},
        {"budget": r"(?<!over )(?<!under )budgets?|budgeted", "overspend": r"overspends?|overspent|overruns?"},
        {"rich": r"rich|richest|wealthy|wealthiest", "poor": r"poor|poorest"},
        {"before tax": r"pre-tax", "after tax": r"post-tax"},
        {"before": rf"before (?:\w+ )?(?:{_DEDUCTIONS})", "after": rf"(?:after|net of|"
         rf"excluding) (?:\w+ )?(?:{_DEDUCTIONS})"},
        {"seasonally adjusted": r"(?<!not )(?<!non-)seasonally[- ]adjusted|with seasonal adjustment",
         "unadjusted": r"(?:not|non)[- ]seasonally[- ]adjusted|(?:seasonally )?unadjusted|(?:without|"
          r"before) seasonal adjustment"},
        {"owed": r"owed|unpaid|outstanding|in arrears", "paid": r"paid|settled|repaid|paid off"},
        {"including": r"including|inclusive of|included|with overtime",
         "excluding": r"excluding|exclusive of|excluded|excludes|not counting|without counting"},
        {"revenue": r"revenues?|turnover|sales|takings|income", "profit": r"profits?|earnings|loss(?:es)?"},
        {"cost": r"costs?|costing|spending|spent|expenditure|expenses",
         "revenue": r"revenues?|turnover|raised|receipts|takings"},
        {"debt": r"debts?|owed|borrowings", "deficit": r"deficits?|shortfalls?"},
        {"pledged": r"pledged|promised|committed|pledges?|earmarked|announced|approved|requested",
         "delivered": r"delivered|disbursed|spent|paid(?: out)?|received|handed over|distributed"},
        {"women": r"women|woman|girls?|mothers?|wives", "men": r"men|man|boys?|fathers?|husbands"},
        {"adults": r"adults?|grown-ups?|over-18s", "children": r"child(?:ren)?|minors?|under-18s|babies|toddlers"},
        {"households": r"households?|families|family", "persons": r"child(?:ren)?|people|persons?|adults?|"
         r"individuals"},
        {"carbon dioxide": r"co2", "carbon": r"carbon(?! (?:emissions?|dioxide|footprint))", "methane": r"methane",
         "nitrogen": r"nitrogen"},
        {"new cases": r"new (?:cases|infections)", "active cases": r"active (?:cases|infections)"},
        {"for": r"votes? (?:for|in favou?r)|in favou?r|support(?:ed|s)?|approv(?:e|ed|es|al)|backed|favou?red|"
         r"voted (?:for|yes)|agreed?|agrees",
         "against": r"votes? against|against|oppos(?:e|ed|es|ition)|disapprov(?:e|ed|es|al)|rejected|"
          r"voted (?:against|no)|disagreed?|disagrees"},
        {"employed": r"employed|in work|in employment", "unemployed": r"unemployed|unemployment"},
        {"renters": r"rent(?:ers?|ed|al|ing)", "owners": r"own(?:ers?|ed|er-occupied|er-occupiers)"},
        {"urban": r"urban|cities|city", "rural": r"rural|countryside|villages?"},
        {"public": r"public(?:ly)? (?:sector|owned|money)|public sector|state-owned",
         "private": r"private(?:ly)? (?:sector|owned|money)|private sector|privately owned"},
        {"disposable": r"disposable|take-home|post-tax", "gross pay": r"gross|pre-tax"},
        {"wealth": r"wealth|assets", "income": r"incomes?|earnings|salar(?:y|ies)"},
        {"offences": r"offences?|crimes?|incidents?", "offenders": r"offenders?|criminals?|perpetrators?"},
        {"prevalence": r"prevalence|living with", "incidence": r"incidence|newly diagnosed|new diagnoses"},
        {"stock": r"in stock|outstanding|stockpile[ds]?", "flow": r"newly issued|issued|added to stock"},
        {"deaths from": r"(?:died|deaths?) (?:from|of|caused by|due to)",
         "deaths with": r"(?:died|deaths?) (?:with|within)"},
        {"workplace": r"at work|workplace", "sea": r"at sea", "home": r"at home",
         "road": r"on (?:the )?roads?|road deaths",
         "prison": r"in (?:prison|custody)"},
        {"low": r"low(?:er)?-\w+", "high": r"high(?:er)?-\w+"},
        {"immigration": r"immigration|immigrants?|arrived|came", "emigration": r"emigration|emigrants?|left|departed"},
        {"pay": r"wages?|pay|salar(?:y|ies)", "prices": r"prices|rents?|bills"},
        {"positive": r"positive", "negative": r"negative"},
        {"dead": r"dead|died|deaths?|killed", "recovered": r"recovered|recoveries|cured|survived"},
        {"for": r"for", "against": r"against"},
        {"first doses": r"first doses?", "second doses": r"second doses?", "boosters": r"boosters?|booster doses?|"
         r"third doses?"},
        {"north": r"north", "south": r"south", "east": r"east", "west": r"west"},
        {"direct": r"direct(?:ly)?", "indirect": r"indirect(?:ly)?"},
        {"permanent": r"permanent(?:ly)?", "temporary": r"temporar(?:y|ily)"},
        {"full-time": r"full[- ]time", "part-time": r"part[- ]time"},
        {"day": r"daytime|by day|during the day", "night": r"night-?time|at night|overnight"},
        {"arrivals": r"arrivals?|arrived", "departures": r"departures?|departed"},
        {"bought": r"bought|purchase[ds]?|buyers?|buying", "sold": r"sold|sales?|sellers?|selling"},
        {"won": r"won|wins?|winners?", "lost": r"lost|defeats?|losers?"},
        {"passed": r"pass(?:ed|es)?", "failed": r"fail(?:ed|s|ures?)?"},
    )
)  # fmt: skip

_SURENESS: Final = tuple(
    Contrast({before: first, after: second}, upgraded=before not in ("planned",))
    for before, first, after, second in (
        ("suspected", r"suspected|suspicious|probable|presumed|presumptive|possible|unconfirmed",
         "confirmed", r"(?:\w+-)?confirmed|verified|proven|lab(?:oratory)?-confirmed"),
        ("reported", r"reported|claimed|alleged|suspected",
         "confirmed", r"(?:\w+-)?confirmed|verified|proven|established|found"),
        ("potential", r"potential|possible|prospective|hypothetical|at-risk|at risk", "actual",
         r"actual|real|realised|realized"),
        ("planned", r"planned|proposed|scheduled|earmarked|approved|permitted|intended|target(?:ed)?|ordered|promised|"
         r"pledged|announced",
         "done", r"built|completed|finished|delivered|opened|installed|created|achieved"),
        ("maximum", r"maximum (?:sentence|fine|penalty)", "imposed", r"sentenced|fined|imposed"),
    )
)  # fmt: skip

_STATISTICS: Final = (
    Contrast(
        {
            "highest": r"highest|wettest|hottest|warmest|largest|biggest|busiest|best|longest|dearest|tallest",
            "lowest": r"lowest|driest|coldest|coolest|smallest|quietest|worst|shortest|cheapest",
        },
        "statistic-changed",
    ),
    Contrast(
        {
            "peak": r"peak|maximum|record|highest|busiest|all-time high",
            "typical": r"typical|typically|usual|usually|normally|ordinary|average|mean|median",
        },
        "statistic-changed",
    ),
    Contrast(
        {
            "lowest": r"lowest|minimum|all-time low|quietest",
            "typical": r"typical|typically|usual|usually|normally|ordinary|average|mean|median",
        },
        "statistic-changed",
    ),
)

_PERIODS: Final = (
    Contrast(
        {
            of: rf"(?:{words}) (?:\w+ ){{0,2}}(?:inflation|growth|rates?|rise|increase|fall|change)"
            for of, words in (
                ("monthly", "monthly|month-on-month"),
                ("annual", "annual|yearly|year-on-year"),
                ("quarterly", "quarterly|quarter-on-quarter"),
                ("weekly", "weekly|week-on-week"),
            )
        },
        "period-changed",
    ),
    Contrast(
        {
            f"quarter {at}": rf"(?:the )?{ordinal} quarter|q{at}"
            for at, ordinal in enumerate(("first", "second", "third", "(?:fourth|last|final)"), start=1)
        },
        "period-changed",
    ),
    Contrast(
        {
            month: rf"(?:in|to|for|during|throughout|since|by|of)(?: early| late| mid-?)? {month}"
            for month in (
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            )
        },
        "period-changed",
    ),
    Contrast(
        {"first half": "(?:the )?first half|h1", "second half": "(?:the )?second half|h2"}, "period-changed"
    ),
    Contrast(
        {
            "since": r"since (?:the start of |the beginning of )?(?:19|20)\d\d",
            "in": r"(?:in|during|throughout) (?:19|20)\d\d",
            "until": r"(?:until|up to|before) (?:19|20)\d\d",
        },
        "period-changed",
    ),
)

_PEOPLES: Final = {
    name: country
    for country, names in {
        "us": "american americans america usa united-states",
        "uk": "british britain britons briton united-kingdom",
        "eu": "european-union", "europe": "european europeans", "england": "english englishman englishmen",
        "wales": "welsh welshman welshmen", "scotland": "scottish scots scot scotsman scotsmen",
        "ireland": "irish irishman irishmen", "france": "french frenchman frenchmen frenchwoman frenchwomen",
        "spain": "spanish spaniard spaniards", "poland": "polish poles pole",
        "netherlands": "dutch holland dutchman dutchmen", "switzerland": "swiss", "sweden": "swedish swedes swede",
        "denmark": "danish danes dane", "finland": "finnish finns finn", "norway": "norwegian",
        "turkey": "turkish turks turk türkiye", "greece": "greek greeks",
        "czech": "czechia", "philippines": "filipino filipinos", "thailand": "thai", "uae": "emirati",
        "myanmar": "burmese",
        "afghanistan": "afghan afghans", "pakistan": "pakistani", "germany": "german germans", "cyprus": "cypriot",
        "conservative": "tory tories conservatives", "republican": "gop republicans",
        "democrat": "democrats democratic",
        "palestine": "palestinian", "congo": "congolese", "senegal": "senegalese", "portugal": "portuguese",
        "lebanon": "lebanese", "sudan": "sudanese", "vietnam": "vietnamese", "nepal": "nepali nepalese",
        "covid": "covid-19 coronavirus",
    }.items()
    for name in names.split()
}  # fmt: skip

#: Words that mean nearly the same beside a number, though not everywhere.
_ALIKE: Final = tuple(
    tuple(group.split())
    for group in (
        "jobs employment", "pay wage wages salary salaries earnings", "price prices inflation",
        "covid coronavirus", "aid assistance help support", "sick ill", "closed shut closure closures closes",
        "cancelled cancellation cancellations",
        "sold sale sales", "seekers seeking", "sleepers sleeping", "deployed sent dispatched", "viewers watched",
        "crossed crossing crossings", "households homes", "power electricity electric", "gdp economy output",
        "released freed", "fired launched", "built completed constructed",
        "back backs backed support supports supported",
        "destroyed demolished burned burnt razed flattened wrecked", "seized confiscated caught", "found discovered",
        "stolen taken", "scrapped axed", "waiting queueing queuing", "electorate voters electors", "redundant jobs",
        "cost bill price-tag charge fee", "ocean sea oceans seas", "schools education",
        "hospitals health", "attack strike raid assault airstrike bombing", "clashes fighting",
        "storm hurricane typhoon",
        "protest demonstration rally march protests demonstrations", "floods flooding", "footage video",
        "defence military",
        "computerisation automation robots", "research science", "roads transport", "pensions pensioners",
        "welfare benefits",
        "unpaid outstanding", "house property home houses properties homes housing",
        "survey poll study", "interest base", "single-use disposable throwaway plastic", "elderly older old",
        "vacant empty unoccupied",
        "transgender trans", "women female", "men male", "kids children", "poor low-income", "rich wealthy high-income",
        "cheap low-cost", "foreign overseas", "illegal irregular undocumented", "failing failed", "heat hot",
        "cold cold-related",
        "theft stealing", "overdose overdoses drug drugs", "dementia alzheimer", "cancer tumours",
        "shootings gunfire gun",
    )
)  # fmt: skip

_QUALIFYING: Final = Qualifying(
    prepositions=words(
        "of in on at by for from to with without within during since until after before under over between among "
        "amongst across through into onto against per via amid near inside outside like than as because who whom "
        "whose that which where when while and or but so"
    ),
    complements=words("for to with without by from against on of in among"),
    of=words("of in"),
    leads=words("of at : by is was were are hit reached stands stood"),
    idle=words(
        "new fresh extra additional further more other others another total overall entire whole full single own sole "
        "recorded registered reported known confirmed official officially actual actually individual separate "
        "different various certain so-called brand-new innocent ordinary fellow alone around worldwide altogether "
        "made make making took take taking taken place carried recorded counted found seen given held done happened "
        "occurred remain remained remaining left gone go going goes got get getting come came coming been being worth "
        "deal agreement package programme program scheme plan project fund funding money cash value sum "
        "said say says voted answered replied told "
        "investment contract figure number amount rate rates level levels average estimate ratio share proportion "
        "percentage people person persons men population citizens residents day days time times record "
        "big large huge major great massive small tiny mere whopping staggering astonishing shocking record-breaking "
        "real nominal constant adjusted surveyed asked polled questioned interviewed respondents those them "
        "everyone all "
        "brave local national nationwide global globally international public "
        "first last past next previous latest current recent recently early late later so far now today yesterday "
        "annual yearly monthly weekly daily hourly year-on-year net gross half-yearly quarter-on-quarter "
        "lose loses lost capita head heads "
        "us$ m bn tn k pm am percent percentage point points basis prices terms dollars pounds euros"
    ),
    kept=words(
        "growth warming cooling profit profits loss losses deficit surplus inflow outflow high deep good won "
        "conservative overweight underweight prices"
    ),
    peoples=_PEOPLES,
    common=words("black white covid covid-19 coronavirus gdp hiv internet catholic muslim christian jewish"),
    alike=_ALIKE,
    ages=r"(?:aged?|ages) (?:\w+ ){0,3}?[0-9]+(?:(?: ?[-–] ?| to | and )[0-9]+)?"
    r"|(?:under|over|below|above)[ -][0-9]{1,2}s?"
    r"|[0-9]{1,2}(?: ?[-–] ?|-? to )[0-9]{1,2}[- ]year[- ]olds?",
    parties=words(
        "conservative republican democrat covid labour libdem muslim christian jewish catholic protestant hindu sikh "
        "buddhist hispanic latino black white asian afro-caribbean afd cdu spd reform green greens snp leave remain"
    ),
    restrictive=words(
        "violent sexual fatal deadly armed unarmed serious minor severe mild critical juvenile young younger elderly "
        "older teenage pregnant disabled homeless unemployed female male women black white asian hispanic muslim "
        "jewish gay lesbian transgender foreign foreign-born undocumented illegal unaccompanied positive negative "
        "unvaccinated vaccinated infected symptomatic asymptomatic urban rural electric diesel petrol hybrid "
        "uninsured unlicensed part-time full-time temporary permanent first-time single married unmarried divorced "
        "premature stillborn low-income high-income rich poor civilian racist antisemitic homophobic "
        "unsafe uninhabitable net"
    ),
    broad=words(
        "adult members ordinary average typical working everyday registered surveyed headline overall group company "
        "corporate total aggregate combined annualised consumer recorded reported police-recorded existing "
        "potential estimated british domestic quarterly underlying retail-price market base average-earnings price "
        "carbon greenhouse so-called entire remaining same said different own top big"
    ),
    followers=words(
        "voters supporters members backers fans councillors mps senators candidates lawmakers users customers "
        "subscribers readers owners donors activists viewers followers"
    ),
    narrowing=r"(?:with|without) (?!the |an? )?[a-z]\S+|(?:aged?|ages) (?:\w+ ){0,3}?[0-9]+\S*|(?:under|over) [0-9]{2}",
    changed_in="(?:rise|fall|increase|drop|decrease|decline|jump|growth|reduction|surge|cut|change|slump|dip|spike|"
    "hike) in",
    causes=words("due owing thanks"),
    roles=(
        (words("by"), words("on against about towards toward")),
        (words("from"), words("to into")),
        (words("with"), words("without")),
    ),
    endings=("ians", "ian", "ean", "ese", "ans", "ish", "an", "is", "ia", "a", "i", "e", "y", "s"),
)  # fmt: skip

SENSES: Final = Senses(
    synonyms=_SYNONYMS,
    events=_EVENTS,
    contrasts=(*_OPPOSITES, *_KINDS, *_SURENESS, *_STATISTICS, *_PERIODS),
    qualifiers={
        "to death": r"to death|deaths?|died|dead|kill(?:ed|ings?)|fatal(?:ly|ities)?|murder(?:s|ed)?|homicides?",
        "richest": r"richest|wealthiest|rich|wealthy|best-off|top|highest",
        "wealthiest": r"richest|wealthiest|rich|wealthy|best-off|top|highest",
        "the top": r"richest|wealthiest|rich|wealthy|best|top|highest|leading|largest|biggest",
        "poorest": r"poorest|poor|worst-off|bottom|lowest|most deprived",
        "the bottom": r"poorest|poor|worst|bottom|lowest|most deprived|smallest",
        "most deprived": r"poorest|poor|worst-off|bottom|lowest|deprived",
        "oldest": r"oldest|old|elderly",
        "youngest": r"youngest|young",
        "largest": r"largest|biggest|top|large|big",
        "biggest": r"largest|biggest|top|large|big",
        "smallest": r"smallest|small",
        "excess": r"excess|above (?:the )?(?:normal|average|expected|usual)|than (?:usual|expected|normal)|"
        r"unusual(?:ly)?",
        "feared": r"feared|believed|thought|presumed|may|might|could|possibly",
        "suspected": r"suspected|probable|presumed|unconfirmed|possible|believed|thought|may|might|alleged(?:ly)?",
        "potential": r"potential(?:ly)?|possible|could|may|might|would|prospective|at risk|up to",
        "alleged": r"alleged(?:ly)?|accused|claimed|suspected|reported(?:ly)?|accusations?|allegations?",
        "attempted": r"attempted|attempts?|tried|failed|foiled",
        "planned": r"planned|plans?|proposed|to be built|will|would|promised|pledged|future|scheduled|"
        r"intended|by 20\d\d",
        "proposed": r"proposed|proposals?|planned|plans?|would|possible|could|suggested",
        "avoidable": r"avoidable|preventable|avoided|prevented|unnecessary|needless(?:ly)?|excess",
        "preventable": r"preventable|avoidable|avoided|prevented|unnecessary|needless(?:ly)?",
        "fake": r"fake|false|fraudulent|bogus|inauthentic|phon(?:e)?y|bots?",
        "false": r"false(?:ly)?|fake|wrong(?:ly)?|mistaken(?:ly)?",
        "simulated": r"simulated|simulations?|model(?:led|ed)|virtual",
        "near": r"near|nearly|almost",
        "virtual": r"virtual|online|simulated",
        "cancelled": r"cancelled|canceled|scrapped|axed|abandoned",
    },
    negations=r"not|no longer|never|non|without|un|neither",
    absences="no|lacking|lack of",
    negating={"un": 4, "non": 4, "non-": 4, "dis": 5, "in": 6, "im": 6},
    of=(
        r"(?:(?:%|percent|per cent|pct|half|third|quarters?|thirds|fifths?|tenths?|"
        r"(?P<mass>tonnes?|tons|kg|litres))\s+of|half the|"
        r"(?:one|two|three|four|[0-9]+) (?:in|out of)(?: every)? "
        r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|[0-9]+)|"
        r"[$£€¥][0-9.,]+ ?(?:[mbk]n?|million|billion|trillion|thousand)? (?:worth of|of|in))\s+"
        r"(?:all\s+|the\s+|its\s+|their\s+|our\s+|uk\s+|us\s+|nhs\s+)*(?P<noun>[a-z][a-z-]+)"
    ),
    whole=words(
        "people population person persons respondents those them all everyone everybody public citizens residents "
        "individuals total whole country nation world inhabitants americans britons us uk gross participants "
        "sample prices terms days weeks months years hours minutes others times cases"
    ),
    today=r"today's",
    extremes={"maximum": r"maximum|max|peak|high|highest", "minimum": r"minimum|min|low|lowest|floor"},
    qualifying=_QUALIFYING,
    apportioned=r"per (?:capita|head|person|household|pupil|patient|worker)|a head",
    keeping={
        "mean": r"average\w*|mean|typical(?:ly)?|usual(?:ly)?|normal(?:ly)?|each|every|apiece|per \w+",
        "median": r"median|typical(?:ly)?|middle|mid-?point|half",
        "maximum": r"max(?:imum)?|peak(?:s|ed|ing)?|record|highs?|highest|top|topped|up to|as (?:many|much|high) as|"
        r"most|busiest|worst|hottest",
        "minimum": r"min(?:imum)?|lows?|lowest|least|from|floor|quietest|coldest",
    },
    worldwide=r"worldwide|globally|around the (?:world|globe)|across the (?:world|globe)|in the world|the world over",
    nationwide=r"nationwide|nationally|across the (?:country|nation|uk)|around the country|throughout the country",
    regions=words(
        "england scotland wales london yorkshire cornwall california texas florida bavaria berlin paris"
    ),
    doer=r"by (?:the |an? )?(?P<noun>[a-z]+(?: [a-z]+)?)",
    subjects={
        "layoff": words("employee worker job loss cut staff layoff post"),
    },
)
