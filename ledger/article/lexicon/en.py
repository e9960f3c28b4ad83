"""English."""

from __future__ import annotations

from ledger.article.lexicon.article_lexicon import ArticleLexicon, Cue, phrases, words
from ledger.phrase.lexicon.en import LEXICON


def _by_first_word(*cues: Cue) -> dict[str, tuple[Cue, ...]]:
    found: dict[str, list[Cue]] = {}
    for cue in cues:
        found.setdefault(cue.words[0], []).append(cue)
    return {first: tuple(sharing) for first, sharing in found.items()}


def _cue(listed: str, sorts: str) -> tuple[Cue, ...]:
    return tuple(Cue(tuple(phrase.split()), frozenset(sorts.split())) for phrase in listed.split(";"))


_MONTHS = frozenset({*LEXICON.calendar.months, *LEXICON.calendar.month_abbreviations})
_SPANS = words(
    "second seconds minute minutes hour hours day days night nights week weeks fortnight month months "
    "quarter quarters "
    "season seasons year years decade decades century centuries weekend weekends"
)
#: Words of the names of bodies in other languages, which are no person's: La Liga, Deutsche Bahn.
_BODIES_ABROAD = words(
    "liga ligue lega bundesliga bahn banco banque société compagnie médecins frontières migración comisión consejo "
    "conseil fédération federación federação confédération agencia instituto universidad universidade université "
    "universität ministério ministerio ministère"
)

ENGLISH = ArticleLexicon(
    abbreviations=words(
        "op mr mrs ms mx dr prof st sr jr hon rev gen lt col sgt capt cmdr maj adm gov sen rep pres no nos vs v etc "
        "approx ca c est inc ltd co corp plc fig figs vol pp p ed art sec ch cf al dept dist mt ft jan feb "
        "mar apr jun "
        "jul aug sep sept oct nov dec mon tue wed thu fri sat sun e.g. i.e. a.m. p.m. u.s. u.k. e.u. u.n."
    ),
    sentence_openers=words(
        "the a an this that these those it he she they we i in on at but and for after before as if when while since "
        "according however meanwhile there its his her their our no not some many most more by from"
    ),
    months=_MONTHS,
    weekdays=words(
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun"
    ),
    date_prepositions=words(
        "in since by from until till of during after before for through to between and mid early late around circa "
        "about on year years than season autumn spring summer winter fall end start beginning middle"
    ),
    date_qualifiers=words(
        "early late mid mid- spring summer autumn fall winter easter christmas fiscal fy tax calendar"
    ),
    clock_words=words("am pm a.m. p.m. a.m p.m gmt bst utc est edt cet cest et pt o'clock hrs"),
    ordinal_endings=words("st nd rd th"),
    age_before=words("aged age ages"),
    statistics=words("average mean median typical expectancy life minimum maximum retirement pension"),
    labels=words(
        "precinct polling "
        "op opus constituency hymn psalm scene condition target km article articles section sections chapter "
        "chapters "
        "clause clauses "
        "paragraph paragraphs para page "
        "pages part parts title rule rules act bill resolution resolutions directive regulation number no nos room "
        "hall gate platform terminal pier flight route highway interstate motorway junction exit line bus tram train "
        "channel radio formula type phase stage step level grade tier category zone district ward block lot plot "
        "building floor round game match set season episode volume issue figure table appendix annex "
        "schedule exhibit "
        "case order ref reference version v ios windows android iphone galaxy boeing airbus apollo soyuz "
        "falcon model "
        "mark mk covid scope fortune ftse nasdaq nikkei cac dax area proposition amendment studio agenda vision "
        "horizon cop euro group pool court courtroom division brigade battalion regiment squadron reactor unit shaft "
        "well camp barracks school bed cell stand bay berth row seat box question item point verse psalm "
        "note footnote "
        "lane track pitch heat race leg day week year key policy invoice account file docket warrant permit licence "
        "license serial batch sample patient participant apartment apt flat suite po postcode zip phone tel call "
        "extension ext isbn playstation xbox python top last final under-age size class pillar series nest tranche "
        "wave variant protocol event patent p pp vol ch sec art cl fn app reg prop hb sb pub code hexagon runway "
        "taxiway dock stop bug crossing panel wing engine decree law goal band treaty sector kilometre "
        "kilometer mile "
        ""
        "heading headings subheading subheadings hs log release force session storey option plan "
        "till paybill iso iec en bs din astm ansi nfpa ieee rfc jis csa "
        "trail peak hill hole hut site station pump trial cohort arm chart graph map"
    ),
    loose_labels=words(
        "till en bs din csa "
        "target scene condition constituency part case group set day week year key flat last final point act "
        "heading headings log release force "
        "order range "
        "number top page "
        "pool party table "
        "level issue class wave area season row site"
    ),
    streets=words(
        "street st road rd avenue ave lane drive square boulevard blvd way close court place terrace "
        "crescent gardens "
        "grove hill park row mews quay broadway highway downing"
    ),
    streets_abroad=words(
        "rue boulevard avenue quai "
        "chemin allée allee impasse place viale piazza corso vicolo calle paseo plaza avenida "
        "rua praça carrer passeig rambla ulica strada bulevardul ffordd heol stryd"
    ),
    street_endings=(
        "straße",
        "strasse",
        "gasse",
        "platz",
        "allee",
        "gata",
        "gatan",
        "vägen",
        "veien",
        "katu",
        "straat",
        "gracht",
        "plein",
        "laan",
        "brogade",
        "ergade",
        "sgade",
        "utca",
    ),
    opening_words=words(
        "open opens opening hours visits weekdays mondays tuesdays wednesdays thursdays fridays saturdays sundays"
    ),
    parts_of_day=phrases("at night;in the morning;in the afternoon;in the evening"),
    before_hour=words("from to between before after past and"),
    verbs_of_things=words(
        "hangs moves stands survives depicts adorns tells lies remains belongs sits binds goes comes returns"
    ),
    eras=words("BC BCE AD CE"),
    dating=words(
        "painted built dating dated born founded carved composed erected printed cast completed woven"
    ),
    wavebands=words("FM MHz kHz"),
    small_change=words("p c ¢"),
    coins=words("coin coins note banknote stamp"),
    coded=words("card cards account accounts number numbers iban phone plate"),
    numbered=words("numbered"),
    amounts=words(
        "population capacity circulation attendance turnout audience membership enrolment enrollment crowd distance "
        "length height weight depth width area size sum reward fine toll output volume workforce"
    ),
    joined_sizes=words("degree inch"),
    measured_things=words(
        "heat rise warming increase fall drop snowfall rain rainfall snow flood wave waves limit target temperature "
        "temperatures weather cold day days gap margin storm surge swell goal threshold guardrail"
    ),
    listed_things=words(
        "things reasons ways tips facts lessons questions takeaways charts signs rules steps"
    ),
    behind_listed=words("to you we about why that from for every your"),
    stages=words(
        "sitting sittings session sessions stage stages phase phases instalment instalments installment installments "
        "round rounds reading readings part parts tranche tranches step steps volume volumes act acts"
    ),
    before_stages=words("in over after across during through"),
    away=words(
        "overnight elsewhere abroad nearby instead worldwide nationwide statewide today tomorrow tonight ashore "
        "overseas online alone apart here there far home noon midnight"
    ),
    distances=words("60 100 200 400 800 1,500 1500 3,000 3000 5,000 5000 10,000 10000 110"),
    score_verbs=words(
        "negatived approved won win wins beat beats beating defeat defeated lost lose loses drew draw draws thrashed "
        "edged lead leads led trailed victory defeating winning losing score scored final thumped crushed overcame "
        "downed swept ruling ruled decision majority vote voted split drawn"
    ),
    score_nouns=words(
        "victory win defeat loss draw lead scoreline score ruling decision vote majority split result record"
    ),
    vote_words=words("vote votes voted voting ayes noes favour against passed rejected carried motion"),
    scored=words("vote votes goals points sets seats"),
    scoring=words("scoring scored"),
    between_scores=words("to against"),
    below=words("under below"),
    depths=words("metre metres meter meters m foot feet ft inch inches centimetres centimeters cm"),
    covering=words("water snow ice mud sand earth soil silt rock rubble debris ash sludge floodwater"),
    opens_range=words("from between"),
    between=words("between"),
    range_and=words("and"),
    about_dates=words("about around circa roughly c"),
    behind_multiple=words("where the that what its their last"),
    spans_of_time=_SPANS,
    time_behind=words("ago earlier later before after previously hence"),
    time_before=words("past last next previous coming first preceding following final recent"),
    lasting_words=words(
        "imprisonment probation standing experience "
        "sentenced jailed imprisoned sentence prison jail custody suspended ban banned took takes take taking lasted "
        "lasting lasts waited waiting wait waits average averaged delayed delay delays last spent spend serve served "
        "serving probation term terms detention behind median mean lived expectancy survive survived ran sat"
    ),
    definite=words(
        "the these those his her their its our my your all both this that other latter former first last next"
    ),
    small_numbers=words("one two three four five six seven eight nine ten"),
    pronoun_one_behind=words(
        "of another who that which day time thing round way reason or and to should can could must may might will "
        "would is was has had said says official analyst resident side hand more such but"
    ),
    ranking_before=words("top ranked rank ranking number no nr best-of bottom"),
    year_nouns=words(
        "elections olympics games results figures data levels reforms protests accords talks sanctions floods riots "
        "census budgets accounts championships finals attacks guidelines rules reports prices estimates targets "
        "championship awards models polls plans rates level"
    ),
    joined_nouns=words(
        "page year month week day hour minute second way bedroom storey story star man woman person door seater "
        "piece part "
        "point step state party nation member time side seat lane wheel legged letter figure digit a-side"
    ),
    phone_words=words(
        "booked dialled dialed dialling phone tel telephone call calling fax hotline helpline mobile ring dial"
    ),
    race_units=words("furlong furlongs m km metre metres meter meters mile yard yards"),
    race_nouns=words(
        "final finals semi-final relay sprint hurdles freestyle butterfly backstroke breaststroke medley "
        "steeplechase "
        "race races heat heats dash title champion record gold silver bronze walk run"
    ),
    racers=words("women's men's girls' boys' mixed"),
    short_labels=words("k kv bwv s ss r rr reg regs cl"),
    racing=words("ran won run runs running swam swims swimming win wins"),
    at_hour=words("at was is it's by until till from just"),
    spanned=words(
        "experience standing service imprisonment jail prison probation custody notice pay wages salary "
        "work supply leave training detention labour worth output production rent study"
    ),
    bowling=words("took takes taking claimed finished figures"),
    for_and_against=words("against for noes ayes"),
    leaves=words("pages pp"),
    before_zero=words("net ground patient year absolute from below above sub near size"),
    behind_zero=words("tolerance hours hour sum emission emissions carbon gravity day waste option"),
    calling=words("call calls called calling"),
    of_bounds=words("no more less fewer longer older over under above below exceeding at up"),
    duties=words(
        "must may shall cannot should need needs required liable barred banned forbidden allowed exempt"
    ),
    classing=words("waits stays waiting earning employing weighing measuring lasting owning paying living"),
    anybody=words("anyone anybody those everyone everybody people someone nobody"),
    spread_over=words("floors storeys stories levels pages sites legs sessions episodes"),
    headings=words(
        "claim verdict note notes update analysis warning fact rating correction explainer breaking watch "
        "exclusive contact context source sources background summary conclusion conclusions result "
        "results location date time price venue details highlights opinion comment editorial review "
        "factbox factcheck quote key points"
    ),
    of_rest=words("so leaving left remaining rest remainder others balance"),
    verbs_of_labels=words(
        "opens opened closes closed reopens reopened shuts shut lasts lasted starts started begins began "
        "ends ended runs ran covers says shows sets requires applies takes took"
    ),
    going_on=words("it he she they and of another the its his her their those this that"),
    personal_possessives=words("his her"),
    no_changes=words(
        "guide price target estimate total budget level average figure value cost record forecast"
    ),
    keeping=words("keep stay give given wait leave maintain notify remain"),
    formations=words("division squadron commando regiment brigade battalion corps"),
    margins=words("wickets wicket runs run goals shots strokes lengths"),
    leads_in_points=words(
        "lead advantage gap margin rise drop fall swing deficit increase decrease cushion edge majority"
    ),
    turning=words("turned turns turning aged"),
    living=words("lived lives live living survived"),
    rating=words("verdict rate rates rated rating scored score scores scoring marks marked grade graded"),
    marks=words("star stars on or"),
    agent_endings=("man", "woman", "ist", "er", "ey", "ian"),
    legal_codes=words("u.s.c. u.s.c usc c.f.r. cfr"),
    model_endings=words("pro plus max ultra mini type"),
    in_the_know=words("familiar close briefed"),
    marks_or_scales=words("scores"),
    verbs_with_up=words("add adds added adding sum sums summed summing tot tots totted totting"),
    verbs_with_over=words("hand handed handing hands striking strike strikes row rows dispute protest sued"),
    behind_change=words(
        "next last this since after before when while as by in on to too again also altogether"
    ),
    bearings=words("wind heading bearing course"),
    abstentions=words("abstention abstentions"),
    working_times=words("day days week weeks shift shifts"),
    barely=words("just little slightly narrowly only well fractionally"),
    sides=words("above below over under beyond past"),
    always=phrases("24 hours a day;24 hours per day;seven days a week;7 days a week;365 days a year"),
    calibres=words(
        "bore gauge kg kilo kilogram kilograms lb lbs pound litre litres liter ltr ml cl oz ounce gallon g gram "
        "nm nanometre nanometer nanometres mm cm millimetre millimeter inch calibre caliber"
    ),
    arms=words(
        "shotgun shotguns bag bags sack sacks bottle bottles tin tins carton cartons packet packets "
        "drum drums cylinder cylinders jar jars "
        "rocket rockets shell shells gun guns howitzer howitzers mortar mortars cannon cannons artillery rounds "
        "ammunition munitions bullet bullets projectile projectiles film lens pistol revolver rifle calibre caliber "
        "weapon weapons pool pools wafer wafers chip chips process node"
    ),
    vehicles=words("bus tram train ferry flight coach minibus trolleybus"),
    casualties=words(
        "died dead killed killing injured injuring wounded wounding hurt missing hospitalised hospitalized arrested "
        "survived drowned shot charged"
    ),
    stock_indices=words(
        "smi aex mib omx wig bist tasi "
        "ftse nasdaq dow nikkei cac dax sensex nifty stoxx topix kospi ibex asx tsx russell"
    ),
    finished=words("closed close closes ended ends finished finish finishes settled stood stands opened"),
    limits=words("minimum maximum ceiling floor limit"),
    bounds=words("above below beyond"),
    as_they_say=words("as"),
    stations=words("channel radio france news"),
    reckonings=words(
        "reckoning count estimate estimates tally calculation calculations figures numbers account"
    ),
    of_places=("ish", "ese", "french", "dutch", "czech", "swiss", "greek", "based", "ican", "alian", "rman"),
    joined_names=frozenset(
        [
            ("save", "the", "children"),
            ("comptroller", "and", "auditor"),
            ("revenue", "and", "customs"),
            ("marks", "and", "spencer"),
            ("ernst", "and", "young"),
            ("johnson", "and", "johnson"),
            ("standard", "and", "poor's"),
            ("trinidad", "and", "tobago"),
            ("bosnia", "and", "herzegovina"),
            ("antigua", "and", "barbuda"),
            ("tyne", "and", "wear"),
            ("barnes", "and", "noble"),
            ("procter", "and", "gamble"),
            ("smith", "and", "wesson"),
            ("simon", "and", "schuster"),
            ("food", "and", "drug"),
            ("health", "and", "safety"),
            ("customs", "and", "excise"),
            ("customs", "and", "border"),
            ("citizenship", "and", "immigration"),
            ("immigration", "and", "customs"),
        ]
    ),
    foreseeing=words("see"),
    having=words("has had"),
    beating=words("beat beats beating beaten won win wins defeat defeated victory"),
    star_words=words("star stars"),
    awarding=words("gave give gives awarded awards awarding received receives got"),
    emergencies=words("999 911 112 111 101 000"),
    behind_names=words(
        "led born wide era like style type held run only free class ready area level to and in"
    ),
    of_ages=words("younger older"),
    past_hour=words("half quarter five ten twenty twenty-five"),
    kin=words(
        "brother sister son daughter mother father husband wife partner boy girl man woman student teacher grandson "
        "granddaughter nephew niece cousin driver passenger suspect victim teenager friend widow"
    ),
    change_words=words(
        "ticked tick inched edged nudged hiked lifting boosting widening narrowing rose rise "
        "risen rising fell fall fallen falling up down increased increase increasing decreased decrease decreasing "
        "grew grow grown growing climbed climb climbing jumped jump jumping dropped drop dropping declined decline "
        "declining soared surged slumped plunged dipped edged slipped doubled tripled trebled quadrupled halved cut "
        "raised raising raise lowered reduced shrank shrunk swelled expanded went gone going moved change changed "
        "widened narrowed improved worsened slowed accelerated tumbled leapt rocketed crept slid sank upgraded "
        "downgraded revised lifted boosted trimmed slashed ballooned"
    ),
    degrees=words(
        "dramatic sharp steep significant substantial marked huge massive big large considerable notable "
        "rapid strong "
        "modest slight small steady worrying alarming drastic unprecedented record major striking pronounced"
    ),
    changes={
        **dict.fromkeys(words("rise increase surge jump growth spike upturn climb gain upsurge leap"), "up"),
        **dict.fromkeys(
            words("fall decrease drop decline slump plunge reduction downturn dip collapse cut"), "down"
        ),
    },
    withholding=phrases(
        "no;gave no;give no;gives no;giving no;given no;provided no;offered no;without giving;without providing;"
        "without saying;did not give a;did not give any;did not provide a;did not provide any;did not give;"
        "declined to give a;declined to give;refused to give a;refused to give;would not give a;would not give;"
        "released no;published no;with no;does not give a;do not give a;without a;without any"
    ),
    withheld=words(
        "figure figures number numbers rate rates total totals estimate estimates breakdown statistics data "
        "percentage"
    ),
    withheld_adjectives=words("exact precise specific overall clear firm"),
    given=words("given available forthcoming offered known published released disclosed"),
    phrase_breakers=words(
        "worth "
        "would could will may might should can has have had is while which that who whom whose because if although "
        "though whereas when where as after before but than since compared versus vs were was are said says"
    ),
    plural_scales=words("tens dozens scores hundreds thousands millions billions trillions"),
    verbs_of_many=words("are were have do aren't weren't haven't don't"),
    acts_of_many=words(
        "work live earn own lack smoke need get use want think say believe feel plan hope fear know pay rent die go "
        "come face support oppose drop drink vote skip miss fail"
    ),
    before_fraction=words(
        "from to for with against gets get getting loses takes has have had owns holds supplies provides makes keeps "
        "gained lost got took won reached cut by of is was are were than almost nearly about around up down "
        "over under "
        "only just roughly cutting losing shedding"
    ),
    behind_fraction=words(
        "of below above under fewer more less higher lower from since in compared on over as"
    ),
    behind_half=words("of a an the its their his her as million billion"),
    by_how_much=words("by of"),
    from_what_to_what=words("from to than"),
    behind_times=words(
        "as too more higher lower the that what its their greater larger bigger faster fewer less smaller longer "
        "likelier"
    ),
    from_old=words("from than"),
    weak_cues=words(
        "of or by up down more less fewer higher lower above below per each every cost price worth value left half "
        "quarter third both taking makes all roughly meaning rate cut change lost rest average mean raised"
    ),
    error_margins=phrases("margin of error;error margin;sampling error;confidence interval"),
    comparatives=words("more fewer less higher lower above below"),
    leads_to_number=words(
        "profit profits loss losses surplus deficit average median mean record total net real gain cut rises falls "
        "reduction growth decline shortfall"
    ),
    every=words("each every per apiece"),
    to=words("to"),
    ranks=words("first second third opening closing other better best worse"),
    speaking=words(
        "continued continues say says said saying tell tells told telling add adds added adding warn warns warned "
        "warning insist insists insisted insisting admit admits admitted admitting acknowledge acknowledges "
        "acknowledged acknowledging concede concedes conceded announce announces announced announcing argue argues "
        "argued arguing explain explains explained claim claimed claims claiming declare declares declared declaring "
        "write writes wrote writing tweeted stress stresses stressed confirm confirmed confirms confirming estimated "
        "estimates estimating reckon reckons reckoned predict predicted predicts predicting calculated calculates "
        "believe believes believed conclude concludes concluded concluding assert asserts asserted allege alleges "
        "alleged contend contends contended maintain maintains maintained testify testified remind reminded reminds "
        "rule ruled rules promise promises promised promising pledge pledges pledged pledging vow vows vowed vowing "
        "boast boasts boasted brag brags bragged suggest suggested suggests propose proposes proposed "
        "proposing recall "
        "recalled countered replied"
    ),
    saying=words(
        "continued continues point points pointed complain complains complained say says said saying tell tells told "
        "telling add adds added adding claim claims claimed remind reminded reminds ruled vow vows vowed "
        "vowing boast "
        "boasts boasted brag brags bragged promising insisting arguing finding showing suggesting estimating "
        "predicting concluding admitting pledging claiming report reports reported reporting announce announces "
        "announced announcing state states stated stating confirm confirms confirmed confirming warn warns warned "
        "warning estimate estimates estimated believe believes believed think thinks thought argue argues "
        "argued note "
        "notes noted noting reveal reveals revealed revealing disclose discloses disclosed show shows showed shown "
        "find finds found suggest suggests suggested indicate indicates indicated explain explains explained write "
        "writes wrote predict predicts predicted forecast forecasts project projects projected expect "
        "expects expected "
        "calculate calculates calculated reckon reckons reckoned insist insists insisted acknowledge acknowledges "
        "acknowledged admit admits admitted concede concedes conceded stress stresses stressed conclude concludes "
        "concluded tweeted posted declare declares declared allege alleges alleged testify testified assert asserts "
        "asserted maintain maintains maintained observe observed promise promises promised pledge pledges pledged "
        "caution cautions cautioned assess assesses assessed anticipate anticipates anticipated recalled remark "
        "remarked comment commented contend contends contended deny denies denied demonstrate demonstrates "
        "demonstrated highlight highlights highlighted mention mentioned emphasise emphasised emphasize emphasized "
        "reply replied respond responded submit submits submitted complaining pencilled penciled reiterate "
        "reiterates "
        "reiterated advise advises advised assure assures assured tweets tweet boasting bragging hail hails hailed "
        "defended defend defends suspect suspects suspected figure figured figures fear fears feared guess guesses "
        "guessed cautioning explaining stressing acknowledging conceding recounted recounts recalls "
        "recalling wondered "
        "speculated speculates hinted hints informed informs instructed accused accuses accusing accuse alleging "
        "contending counters asserting reasoned decried decries touted touts touting lauded detailing "
        "detailed details "
        "counter countered replies answered answers joked jokes quipped lamented lamenting retorted opined mused"
    ),
    stating=words(
        "putting counting listing recording valuing calling pegging appealing "
        "require requires recommend recommends recommended recommending list lists listed sees see "
        "agree agrees agreed expecting "
        "projecting forecasting give gives gave asked asks spoke speaks estimate estimates estimated put puts count "
        "counts counted record records recorded report reports reported register registers registered log "
        "logs logged "
        "booked tally tallies tallied tallying document documents documented verify verifies verified confirm confirms "
        "confirmed forecast forecasts predict predicts predicted project projects projected expect expects expected "
        "announce announces announced identify identified note notes noted show shows showed shown find finds found "
        "claim claims claimed cite cites cited calculate calculates calculated reveal reveals revealed disclose "
        "discloses disclosed acknowledge acknowledged attribute attributes attributed post posts posted peg pegs "
        "pegged measure measured compile compiled publish published declare declares declared admit admitted revise "
        "revised detect detected describe described promise promises promised pledge pledges pledged offer offers "
        "offered call calls called want wants wanted propose proposes proposed demand demands demanded proposing "
        "support supports supported seek seeks sought urge urges urged deem deemed demanding seeking promising "
        "offering compared compare compares blame blames blamed prefer prefers aim aims aimed"
    ),
    counting=words("counted counts estimated estimates puts put reported reports forecast forecasts tallied"),
    giving=words("give gives gave saw"),
    first_person=words("i we my our me us i'm i've i'd i'll we're we've we'd we'll"),
    pointing=words("point points pointed"),
    text_words=words("text texting sms"),
    only_quoting=words("continued continues began begins went"),
    polls=words("poll polls survey surveys"),
    percent_words=words("% percent percentage point points"),
    acting=words(
        "put puts putting booked "
        "publish publishes published admit admits admitted admitting add adds added adding complain "
        "complained write writes wrote writing concede "
        "concedes conceded post posted"
    ),
    inclined=words(
        "like likes liked love loves keen fond happy quick went goes go continue continues continued able briefing "
        "press conference ready forced eager interview opportunity time chance twitter facebook"
    ),
    revising=words(
        "trim trims trimmed cut cuts raise raises raised lower lowers lowered upgrade upgrades upgraded downgrade "
        "downgrades downgraded lift lifts lifted slash slashed keep keeps kept nudged hiked hike"
    ),
    forecasts=words(
        "toll forecast forecasts estimate estimates outlook projection projections guidance target"
    ),
    recording=words(
        "record records recorded register registers registered log logs logged tally tallied see sees saw "
        "count counts "
        "counted detected"
    ),
    promising=words("aim aims aimed pledge pledges pledged promise promises promised offer offers offered"),
    companions=words("colleagues co-authors team"),
    scopes=words("national central international global"),
    claims=words(
        "claim claims statement statements allegation allegations comment comments remark remarks estimate"
    ),
    countries=words(
        "afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain "
        "bangladesh belarus "
        "belgium benin bolivia bosnia botswana brazil britain bulgaria burundi cambodia cameroon canada chad chile "
        "china colombia congo croatia cuba cyprus czechia denmark ecuador egypt england eritrea estonia ethiopia "
        "finland france gabon gambia georgia germany ghana greece guatemala guinea haiti honduras hungary iceland "
        "india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait "
        "kyrgyzstan "
        "laos latvia lebanon liberia libya lithuania luxembourg malawi malaysia mali malta mexico moldova mongolia "
        "montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman "
        "pakistan "
        "panama paraguay peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia "
        "singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tajikistan tanzania "
        "thailand "
        "togo tunisia turkey uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe europe "
        "africa asia california texas florida london paris"
    ),
    past_verbs=words(
        "dealt sat went came took made gave saw stood spoke met fell rose left held led ran won lost began brought "
        "bought caught chose drew drove flew fought found got grew heard kept knew laid paid put sent set shot shut "
        "sold spent struck swore taught told thought threw wore wrote"
    ),
    past_alike=words("put forecast read cut set"),
    noun_or_verb=words(
        "call calls figure figures suspect suspects fear fears guess tweet tweets hints details defend "
        "report reports claim "
        "claims estimate estimates forecast forecasts project projects states state notes note shows show finds find "
        "count counts record records log logs tally tallies document documents list lists puts put post posts place "
        "places comment comments highlight highlights caution cautions stress measure reads detail quote quotes reply"
    ),
    participles=words(
        "sought demanded requested expected taken sent held reported estimated recorded registered confirmed "
        "counted documented verified published "
        "compiled released quoted cited collected gathered issued provided given obtained produced commissioned "
        "conducted carried calculated projected predicted forecast seen reviewed supplied made identified announced "
        "disclosed revealed put led analysed analyzed tracked tallied logged prepared collated drawn submitted run "
        "described measured written polled shared surveyed authored stated claimed set"
    ),
    auxiliaries=words(
        "has have had is are was were be been being will would can could may might should must does do did to not "
        "won't didn't hasn't"
    ),
    adverbs=words(
        "also later then now already recently previously repeatedly only just still since earlier today yesterday "
        "separately meanwhile however therefore thus again once further initially officially publicly privately "
        "currently this week last month year on monday tuesday wednesday thursday friday saturday sunday "
        "newly jointly "
        "together both all each themselves itself himself herself in turn"
    ),
    passive=words("is are was were be been being get gets got"),
    by=words("by"),
    according=phrases(
        "according to;as reported by;in the words of;in the view of;in the opinion of;"
        "by the reckoning of;data from;figures from;estimates from;statistics from;numbers from;"
        "figures by;estimates by;calculations by;by the count of;on the figures of;as estimated by;"
        "as per;per data from;on the estimate of;as calculated by;as counted by;on estimates by;"
        "by estimates of;source"
    ),
    citing=phrases(
        "citing;quoting;based on;drawing on;relying on;resting on;rests on;relies on;draws on;"
        "relied on;drew on;with reference to;referring to;pointing to;crediting;using data from;"
        "using figures from;basing;cited;quoted;cites;quotes;cite;quote;is based on;were based on;"
        "was based on;credited to;attributed to;attributing;attributes;attributed;originating from;"
        "taken from;drawn from;naming;on the strength of;on the basis of;on the authority of;on the evidence of;"
        "picking up;basing itself on;basing themselves on;going by"
    ),
    complementizers=words("that how whether"),
    conjunctions=words(
        "and or but while whereas although though because as when if after before since unless so yet than"
    ),
    contrasts=words("while whereas but although though however compared"),
    relatives=words("which who whom whose that where"),
    prepositions=words(
        "of in on at by for from to with without within during since until till after before under over "
        "between among "
        "across through into onto upon about around near per via amid despite behind beyond toward towards "
        "as against "
        "along inside outside off out than including plus"
    ),
    name_joints=words("of for the and & de la le du von van der den al bin ibn el y di da dos s at on in"),
    articles=words("the a an"),
    possessives=words("its his her their our my your"),
    persons=words(
        "liquidator liquidators receiver trustee trustees valuer curator surveyor administrator "
        "registrar magistrate principal dean rector ranger skipper pilot keeper breeder vet vets "
        "clinician clinicians physician physicians midwife carer carers jury jurors inspectors "
        "ombudswoman planner planners pilot pilots "
        "republican republicans democrat democrats conservative conservatives tory tories lawyer rivals rival "
        "opponents supporters supporter backers allies ally detractors sceptics skeptics pundits pundit "
        "voters pastor "
        "pastors priest members member councillors councillor peers peer delegates workers worker locals neighbours "
        "neighbour neighbors villagers protesters protestors fans customers patients employers employees employee "
        "colleagues correspondent correspondents reporter reporters journalist journalists presenter commentator "
        "commentators congressman congresswoman representatives nominee candidate candidates strategist strategists "
        "consultant consultants pollster spokespersons attorney attorneys barrister barristers solicitor solicitors "
        "detective detectives firefighter paramedic surgeon surgeons psychologist sociologist physicist chemist "
        "astronomer astronomers climatologist virologist pharmacist landlord landlords tenant tenants campaigner "
        "dealer dealers fishermen fisherman growers grower miners miner striker coach trainer captain manager "
        "chairperson deputy vice-president vice-chairman negotiators negotiator mediator envoy rapporteur watchdogs "
        "whistleblower claimant claimants respondent plaintiff plaintiffs victims survivors survivor "
        "relatives friends "
        "advocate advocates official officials officer officers police minister ministers president chairman "
        "chairwoman chair chief director secretary spokesman spokeswoman spokesperson spokespeople executive "
        "executives researcher researchers scientist scientists analyst analysts economist economists expert experts "
        "author authors doctor doctors prosecutor prosecutors lawyers judge judges mayor governor senator senators "
        "lawmaker lawmakers mp mps activist activists campaigners critic critics resident residents witness "
        "witnesses "
        "farmer farmers teacher teachers leader leaders head boss bosses founder managers commissioner inspector "
        "inspectors auditor auditors coroner professor statistician statisticians epidemiologist epidemiologists "
        "rescuers paramedics firefighters organisers organizers investigators authorities aide aides adviser "
        "advisers "
        "advisor advisors ambassador diplomat diplomats general commander commanders soldier veteran owner "
        "representative forecasters meteorologists pollsters investors brokers defendant mother father "
        "parents sources "
        "source superintendent sheriff chancellor premier treasurer delegate counsel medics engineer engineers "
        "historian regulators observers monitors insiders volunteers staff nurse nurses headteacher headteachers "
        "trader traders conservationists ecologist ecologists biologist biologists geologist demographers "
        "demographer "
        "warden wardens colonel scholar scholars vicar vicars bishop bishops chronicler chroniclers"
    ),
    person_endings=("ists", "ist", "ologists", "crats", "women", "spokesman", "people"),
    organisations=words(
        "division brigade battalion regiment squadron fleet cooperatives co-operatives ministry government "
        "department "
        "agency office authority authorities council commission committee board bureau institute institution "
        "university college school hospital trust rights watch bros holdings airlines airways motors pharmaceuticals "
        "laboratories academy charity foundation organisation organization group union association "
        "federation society "
        "network alliance coalition campaign company firm corporation bank insurer retailer carmaker manufacturer "
        "supplier operator airline railway utility developer builder contractor regulator watchdog ombudsman court "
        "tribunal parliament congress senate assembly administration army navy force forces military service "
        "services "
        "newsletter tabloid "
        "party team club league newspaper magazine outlet broadcaster website paper station channel journal "
        "publisher "
        "think-tank thinktank tank monitor observatory centre center lab laboratory company's treasury cabinet "
        "presidency kremlin pentagon fund exchange brokerage consultancy pollster embassy ngo body consortium city "
        "state county district borough prosecution defence defense police firefighters intelligence kingdom nation "
        "republic province region state-owned international global national central statistics initiative "
        "campaigners "
        "startup start-up platform cooperative co-operative producer exporter brewer chain maker giant lender museum "
        "secretariat registry inspectorate plc corp inc ltd llc llp gmbh drugmaker chipmaker planemaker automaker "
        "steelmaker housebuilder shipbuilder refiner grocer supermarket carrier conglomerate hotelier"
    )
    | _BODIES_ABROAD,
    bodies_abroad=_BODIES_ABROAD,
    forces=words("police firefighters"),
    owners=words(
        "owner owners operator operators maker makers parent builder builders insurer insurers landlord organiser "
        "organizer organisers organizers promoter sponsor supplier contractor charterer subsidiary"
    ),
    organisation_classes={
        "company": words(
            "company firm corporation retailer carmaker manufacturer supplier operator airline utility developer "
            "builder contractor bank insurer lender producer exporter brewer chain maker giant startup start-up "
            "platform business group brokerage plc corp inc ltd llc llp gmbh publisher broadcaster bahn banco "
            "banque drugmaker chipmaker planemaker automaker steelmaker housebuilder shipbuilder miner refiner grocer "
            "supermarket carrier conglomerate hotelier"
        ),
        "sport": words("league federation association liga ligue lega bundesliga"),
        "body": words(
            "agency office authority council commission bureau institute institution university charity foundation "
            "organisation organization group union association federation society network alliance coalition "
            "campaign "
            "regulator watchdog ombudsman monitor observatory ngo body consortium fund think-tank thinktank tank "
            "trust "
            "inspectorate registry secretariat"
        ),
        "press": words(
            "newspaper magazine outlet broadcaster website paper station channel journal publisher agency service"
        ),
        "state": words(
            "ministry government department treasury army navy military force parliament court police hospital"
        ),
    },
    documents=words(
        "trial trials examination probe memo memos email emails tweet tweets tallies form forms sheet blog remarks "
        "interview "
        "testimony averages average indicators model simulation simulations table tables factsheet indicator "
        "barometer "
        "bills transcript polling report reports study studies survey surveys poll polls data figures statistics "
        "numbers census analysis analyses paper papers review audit document documents record records filing filings "
        "statement statements update updates bulletin bulletins briefing letter accounts results research "
        "investigation inquiry index database tally count estimate estimates forecast forecasts projection "
        "projections "
        "modelling modeling budget prospectus assessment article publication dataset release findings indictment "
        "ruling judgment verdict dashboard register tracker monitor outlook calculations calculation evidence "
        "submission"
    ),
    superlatives=words("most"),
    recent=words("recent"),
    no_containers=words(
        "testimony evidence "
        "numbers records record count budget accounts article statistics results figures papers"
    ),
    titles=words(
        "taoiseach tánaiste mr mrs ms mx dr prof professor sir dame lord lady president minister senator sen "
        "rep gov governor "
        "gen general "
        "col colonel capt captain judge justice king queen prince princess pope bishop mayor chancellor secretary "
        "chief inspector detective sergeant lieutenant commissioner spokesman spokeswoman spokesperson director "
        "economist analyst deputy prime foreign finance health defence interior councillor cllr superintendent "
        "constable coroner ambassador premier chairman chairwoman former then"
    ),
    portfolios=words("foreign finance health defence interior"),
    singular_pronouns={
        "he": "person",
        "she": "person",
        "it": "body",
        "they": "many",
        "i": "speaker",
        "you": "speaker",
        "we": "speaker",
    },
    place_of_tag=words(
        "on in at to late early this last yesterday today earlier monday tuesday wednesday thursday friday saturday "
        "sunday during via through by after before when as from following ahead while adding citing quoting"
    ),
    continuing=words("those these them another rest remainder remaining further others"),
    no_parties=words(
        "it's there here this that what which who nothing nobody everyone everybody anyone people many some others "
        "most all none both few several i'm things cases deaths prices sales shares profits revenue turnover"
    ),
    adjectives_in_ly=words("family daily weekly"),
    adverbial_openers=words("last earlier late yesterday today later meanwhile recently"),
    age_of_leaving=words("school started began married orphaned retirement retire retired pension died dead"),
    age_units=words("year years month months week weeks day days"),
    before_pronoun_one=words("no which this of any every each some another -"),
    before_time_span=words("in within after during since under first another"),
    behind_one=words("- third half quarter % per percent million"),
    behind_or=words("more so thereabouts less fewer"),
    behind_owned=words("of stood stands is was are were rose fell that put which for by from ,"),
    confidence_words=words("ci confidence"),
    definite_articles=words("the this that"),
    demonstratives=words("the this that these those"),
    document_adjectives=words("previous earlier official new latest recent separate preliminary provisional"),
    last_places=words("last final"),
    fraction_openers=words("a an half quarter"),
    hearers=words("the reporters a bbc reuters"),
    joined_to_numbers=words("c ca approx rs to and over under sub"),
    name_particles=words("de la le du von van der den al bin el di da"),
    not_authored=words(
        "commissioned ordered funded sponsored requested demanded "
        "led run made put set given written carried drawn seen issued reviewed obtained quoted cited read submitted "
        "driven"
    ),
    not_owning=words(
        "commissioned ordered funded sponsored requested demanded seen obtained reviewed read leaked viewed"
    ),
    obtaining=words("seen obtained reviewed read leaked viewed examined"),
    bare_data=words("figures data numbers statistics records documents"),
    supplying=words(
        "gave gives released releases published publishes collected collects compiled compiles keeps kept holds held "
        "supplied provided sent handed shared issued issues gathered gathers submitted disclosed produced produces "
        "passed"
    ),
    opening_adjectives=words(
        "previous earlier official new recent latest local separate both last next only"
    ),
    part_words=words(
        "± ( per in every each or / - minus of plus than about around ci , interval margin over"
    ),
    rate_openers=words("per every each in ( /"),
    telling=words("told tells"),
    over=words("over"),
    wanting=words("demanded sought wanted offered asked"),
    setting_apart=words("alone itself himself herself themselves"),
    without_hearer=words(
        "say says said report reports reported estimate estimates estimated reckon reckons reckoned calculate "
        "calculates calculated predict predicts predicted forecast forecasts add adds added believe believes"
    ),
    given_names=words(
        "aaron abdul abdullah adam ahmed aisha alan albert alejandro alex alexander alexandra alfred ali "
        "alice alison amanda amina amir amy ana andrea andreas andrew andy angela anita ann anna anne annie "
        "anthony antonio arthur ashley barbara ben benjamin bernard beth bill billy bob boris brian bruce "
        "carl carla carlos carol caroline catherine charles charlie charlotte chris christian christina "
        "christine christopher claire clara claudia colin craig daniel daniela david deborah denis diana "
        "diane diego dmitry dominic donald dorothy douglas edward elena elizabeth ellen emily emma eric erik "
        "eva evelyn fatima felix fernando fiona francis francesca francisco frank frederick gabriel gary "
        "gavin george gerald giovanni giulia graham grace greg gregory hannah hans harold harriet harry "
        "hassan heather heidi helen henry howard hugh ian ibrahim igor ingrid irene isabel isabella ivan jack "
        "jacob james jan jane janet jason javier jean jeff jennifer jeremy jessica jim jo joan joe johan john "
        "jonathan jorge jose josé joseph joshua juan judith julia julian julie karen karin karl kate "
        "katherine kathleen keith kelly ken kenneth kevin khalid kim laura lauren laurent leo leon li liam "
        "linda lisa louis louise lucas lucy luis luke margaret maria mariam marie mario mark marta martin "
        "mary matthew maureen max megan mehmet mia michael michel michelle miguel mike mohamed mohammad "
        "mohammed monica muhammad nancy naomi natalia natalie nathan neil nicholas nick nicola nicole nigel "
        "noah olga oliver olivia omar oscar pablo pamela patricia patrick paul paula pedro peter philip "
        "pierre rachel rahul raj ravi raymond rebecca ricardo richard rita robert roberto robin roger ronald "
        "rosa rose ruth ryan sally sam samantha samuel sandra sanjay sara sarah sean sergei sergio sharon "
        "simon sofia sophie stefan stephanie stephen steve steven stuart sunil susan svetlana tariq ted "
        "teresa thomas tim timothy tina tom tony tracy valeria vanessa vera victor victoria vincent vladimir "
        "walter wayne wei wendy william xavier yusuf yves zoe"
    ),
    emergency_lines=words("emergency"),
    lines=words("line number service services operator"),
    juries=words("jury"),
    for_guests=words("room table dinner lunch meal bed suite breakfast supper tea brunch double"),
    standings=phrases(
        "off the top;off the bottom;off the lead;off the pace;adrift;clear at the top;from safety"
    ),
    attributing=words("attributing attributes attributed"),
    naming=words("naming"),
    named_sources=words("source sources"),
    passing_on=words(
        "repeat repeats repeated repeating echo echoes echoed echoing carry carries carried carrying reprint reprints "
        "reprinted reprinting reproduce reproduces reproduced use uses used using adopt adopts adopted relay relays "
        "relayed relaying republish republishes republished circulate circulates circulated recycle recycles recycled "
        "borrow borrows borrowed print prints printed ran runs speak speaks spoke quote quotes quoted cite cites cited "
        "follow follows followed pick picks picked picking take takes took taken taking tweet tweets tweeted share "
        "shares shared tout touts touted invoke invokes invoked"
    ),
    particles=words("up over with"),
    behind=words("follow follows followed"),
    alike=words("same very"),
    citing_names=phrases(
        "basing itself on;basing themselves on;based on;is based on;was based on;were based on;basing;picking up;"
        "on the basis of"
    ),
    citing_verbs=words("cite cites cited citing quote quotes quoted quoting"),
    reporters=words(
        "reporter reporters journalist journalists correspondent correspondents newsroom fact-checkers"
    ),
    asking=words("questioned surveyed polled interviewed sampled canvassed"),
    time_of_phrase=words("last this next same previous"),
    verbs_of_counted=words("were have died had"),
    people=words(
        "them people those children adults women men everyone anyone patients residents pupils workers "
        "drivers students "
        "citizens girls boys"
    ),
    cues=_by_first_word(
        *_cue(
            "would make;would mean;makes;which makes;making;that is;which is;works out at;works out to;"
            "working out at;amounts to;amounting to;equivalent to;the equivalent of;equal to;equals;"
            "equates to;translates to;translates into;comes to;came to;adds up to;corresponds to;i.e.;"
            "in other words;this means;that means;meaning;or;roughly;a rate of;at that rate;at this rate;"
            "at that pace;if that continues;if the trend continues;on that basis;annualised;extrapolated",
            "time share of product per ratio sum conversion difference",
        ),
        *_cue(
            "a year;annually;per year;each year;every year;yearly;a month;monthly;a week;weekly;a day;"
            "daily;an hour",
            "time",
        ),
        *_cue(
            "another;a further;all;total;in total;totalling;totaling;altogether;combined;in all;together;overall;"
            "sum;taking;bringing;plus;jointly;between them;brings;brought;both;aggregate",
            "sum",
        ),
        *_cue(
            "more than;fewer than;less than;higher than;lower than;difference;gap;net;left;remaining;"
            "rest;remainder;up by;down by;rise of;fall of;increase of;drop of;cut of;shortfall;surplus;"
            "deficit;that meant;that left;which "
            "left;additional;extra;margin;gained;lost;leaving;leaves;more;fewer;less;up;down;above;"
            "below;short of;ahead of;balance;profit;widening;narrowing",
            "difference",
        ),
        *_cue(
            "rest;remaining;remainder;others;left;the other;have not;had not;has not;did not;do not",
            "remainder difference",
        ),
        *_cue(
            "rose;rise;risen;increase;increased;up;grew;growth;climbed;jumped;jump;surged;soared;fell;"
            "fall;fallen;drop;dropped;decline;declined;down;decrease;decreased;slumped;plunged;shrank;"
            "cut;reduction;change;higher;lower;more;less;fewer;gain;gained;compared with;year-on-year;"
            "on the year;over budget;under budget;inflation;raised;growing;falling;rising",
            "change",
        ),
        *_cue(
            "rise by;rose by;rises by;fall by;fell by;increase by;increased by;grew by;grow by;cut by;"
            "dropped by;lead of;lead;ahead;margin of;by;gap of;more;fewer;less;higher;lower;up;down;rise;"
            "fall;drop;increase",
            "difference",
        ),
        *_cue(
            "of the;of their;of its;or about;or some;meaning;which means;would mean;that would be;"
            "equivalent to;or roughly",
            "of remainder",
        ),
        *_cue(
            "of;share;proportion;accounting for;accounts for;accounted for;made up;makes up;represents;"
            "representing;rate;percentage;turnout;unemployment;conviction rate;success rate;"
            "equivalent to;fraction;portion;majority;out of;one in;in every;some of whom;of whom;"
            "of which;of them;or;that is;exactly;quarter;third;half",
            "share",
        ),
        *_cue("gap;gap of;difference of", "change"),
        *_cue(
            "raise;raises;lift;lifts;lifted;reduce;reduces;cuts;rises;falls;increases;growing by", "change"
        ),
        *_cue(
            "gain of;slide of;slump of;surge of;jump of;leap of;decline of;dip of;climb of;swing of;loss of;"
            "reduction of;drop of;rise of;fall of;edge;cushion;advantage;lead of;rise of;saving of;overrun of",
            "difference change",
        ),
        *_cue(
            "per;each;a head;per head;per person;average;on average;apiece;every;for every;mean;"
            "averaging;density;yield;rate;per capita",
            "per",
        ),
        *_cue(
            "times;doubled;tripled;trebled;quadrupled;halved;twice;half;ratio;fold;multiple;factor;double",
            "ratio",
        ),
        *_cue(
            "each;at a cost of;apiece;per;cost;costing;price;priced;worth;value;valued;would fetch;would earn;"
            "would bring in;would raise",
            "product",
        ),
    ),
    computing=phrases(
        "would make;which makes;works out at;works out to;working out at;amounts to;amounting to;"
        "equivalent to;the equivalent of;equates to;translates to;translates into;adds up to;"
        "which is;that is;in other words;on that basis;at that rate;at this rate;at that pace;"
        "annualised;extrapolated;if the trend continues;bringing the total;taking the total;"
        "brings the total;brought the total;altogether;in all;in total;a total of;totalling;"
        "that meant;that left;which left;which means;this means;that means;would mean;leaving;would "
        "amount;makes;making;would come to;comes to;"
        "would reach;between them"
    ),
    announcing_behind_comma=words("makes making leaving"),
    announcing_weakly=frozenset(
        [
            "a total of",
            "in total",
            "in all",
            "altogether",
            "totalling",
            "would come to",
            "comes to",
            "would reach",
            "leaving",
            "makes",
            "making",
            "between them",
            "bringing the total",
            "taking the total",
            "brings the total",
            "brought the total",
            "that meant",
            "that left",
            "would amount",
            "which left",
        ]
    ),
)
