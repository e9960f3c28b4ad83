"""German: numbers, hedges, dates and parties with their verbs of saying; no computations are announced yet."""

from __future__ import annotations

from ledger.article.lexicon.article_lexicon import ArticleLexicon, phrases, words
from ledger.phrase.lexicon.de import LEXICON

GERMAN = ArticleLexicon(
    capital_nouns=True,
    abbreviations=words(
        "dr prof st bzw ca etc evtl ggf inkl mio mrd nr s vgl z.b. d.h. u.a. jan feb mär apr jun jul aug "
        "sep okt nov dez hr fr abs art"
    ),
    sentence_openers=words(
        "der die das ein eine es er sie wir ich in im am an und aber für nach vor als wenn während seit "
        "laut dort hier nicht"
    ),
    months=frozenset({*LEXICON.calendar.months, *LEXICON.calendar.month_abbreviations}),
    weekdays=words("montag dienstag mittwoch donnerstag freitag samstag sonntag"),
    date_prepositions=words(
        "mehr weniger als in im seit bis von vom ab nach vor jahr jahre jahres ende anfang mitte sommer "
        "winter herbst frühjahr und zwischen"
    ),
    date_qualifiers=words("anfang ende mitte sommer winter herbst frühjahr"),
    clock_words=words("uhr"),
    ordinal_endings=frozenset(),
    age_before=words("alter"),
    statistics=words("durchschnitt mittel median mittelwert schnitt"),
    labels=words(
        "artikel paragraf paragraph absatz kapitel seite seiten nummer nr raum halle tor gleis zimmer "
        "klausel flug linie bus terminal version abschnitt anhang tabelle abbildung aktenzeichen az "
        "paragrafen hausnummer bundesstraße autobahn klasse gruppe kanal stufe phase typ windows boeing "
        "airbus"
    ),
    loose_labels=frozenset(),
    streets=words("straße strasse platz allee weg gasse ring"),
    score_verbs=words(
        "gewann gewinnt siegte verlor unterlag besiegte schlug sieg niederlage unentschieden spiel endete"
    ),
    score_nouns=words("sieg niederlage ergebnis remis"),
    vote_words=words("stimmen stimme gegen dafür dagegen abstimmung"),
    scored=words("stimmen toren punkten"),
    between_scores=words("zu gegen"),
    below=frozenset(),
    depths=frozenset(),
    covering=frozenset(),
    opens_range=words("zwischen von"),
    between=words("zwischen"),
    range_and=words("und"),
    about_dates=words("um etwa circa ca"),
    behind_multiple=frozenset(),
    spans_of_time=words(
        "sekunde sekunden minute minuten stunde stunden tag tage tagen woche wochen monat monate monaten "
        "jahr jahre jahren jahrzehnt jahrzehnte"
    ),
    time_behind=words("später zuvor früher danach"),
    time_before=words("vergangenen letzten nächsten kommenden vor ersten"),
    lasting_words=words(
        "haft verurteilt gefängnis dauerte dauert dauern gedauert wartezeit warten strafe bewährung"
    ),
    definite=words("der die das den dem des diese dieser dieses seine ihre beiden alle"),
    small_numbers=words("zwei drei vier fünf sechs sieben acht neun zehn"),
    pronoun_one_behind=frozenset(),
    ranking_before=words("platz nummer nr"),
    year_nouns=frozenset(),
    joined_nouns=words("jährige jähriger jährigen jährig"),
    phone_words=words("telefon tel hotline fax rufnummer"),
    race_units=frozenset(),
    race_nouns=frozenset(),
    racing=frozenset(),
    at_hour=frozenset(),
    spanned=frozenset(),
    bowling=frozenset(),
    for_and_against=frozenset(),
    leaves=frozenset(),
    before_zero=frozenset(),
    behind_zero=frozenset(),
    calling=frozenset(),
    of_bounds=frozenset(),
    duties=frozenset(),
    classing=frozenset(),
    anybody=frozenset(),
    spread_over=frozenset(),
    headings=frozenset(),
    of_rest=frozenset(),
    verbs_of_labels=frozenset(),
    going_on=frozenset(),
    personal_possessives=frozenset(),
    no_changes=frozenset(),
    keeping=frozenset(),
    formations=frozenset(),
    margins=frozenset(),
    racers=frozenset(),
    short_labels=frozenset(),
    leads_in_points=frozenset(),
    living=words("lebt lebte"),
    rating=words("benotet bewertet note"),
    marks=words("sternen sterne von auf"),
    agent_endings=("mann", "frau", "er", "in"),
    legal_codes=words("bgbl"),
    model_endings=words("pro plus max ultra mini"),
    in_the_know=words("vertraut"),
    marks_or_scales=frozenset(),
    verbs_with_over=frozenset(),
    verbs_with_up=frozenset(),
    behind_change=words("seit nach vor als"),
    bearings=words("wind kurs"),
    abstentions=words("enthaltung enthaltungen"),
    working_times=words("tag tage woche wochen schicht schichten"),
    turning=frozenset(),
    kin=frozenset(),
    past_hour=frozenset(),
    sides=frozenset(),
    barely=frozenset(),
    always=phrases("24 stunden am tag;sieben tage die woche;rund um die uhr"),
    calibres=words("mm millimeter"),
    arms=words("rakete raketen granate granaten geschütz geschütze haubitze haubitzen munition"),
    vehicles=words("bus zug fähre"),
    casualties=frozenset(),
    stock_indices=words("dax mdax sdax tecdax stoxx dow nasdaq"),
    finished=frozenset(),
    of_ages=words("jünger älter"),
    behind_names=frozenset(),
    beating=words("schlug besiegte gewann"),
    star_words=words("sterne sternen"),
    awarding=words("vergab gab gibt"),
    emergencies=words("110 112"),
    foreseeing=frozenset(),
    having=frozenset(),
    joined_names=frozenset(),
    of_places=("ische", "ischen"),
    as_they_say=words("wie"),
    stations=words("radio"),
    reckonings=frozenset(),
    bounds=frozenset(),
    limits=words("minimums maximums"),
    change_words=words(
        "stieg steigt gestiegen stiegen fiel fällt fielen gefallen sank sanken gesunken wuchs gewachsen "
        "erhöhte erhöht zunahm nahm ging zurück gingen"
    ),
    degrees=frozenset(),
    changes={},
    withholding={},
    withheld=frozenset(),
    withheld_adjectives=frozenset(),
    given=frozenset(),
    phrase_breakers=words(
        "wurde wurden wird werden ist sind war waren hat haben hatte hatten kann können soll sollen die der "
        "das dass weil wenn aber während nachdem bevor sagte sagten"
    ),
    plural_scales=words("hunderte tausende dutzende millionen milliarden"),
    before_fraction=frozenset(),
    behind_fraction=words("der des von mehr weniger"),
    behind_half=words("der des aller die eine million"),
    ranks=frozenset(),
    leads_to_number=frozenset(),
    to=words("auf bis zu"),
    by_how_much=words("um"),
    from_what_to_what=words("von auf als"),
    from_old=words("von als"),
    behind_times=frozenset(),
    weak_cues=frozenset(),
    error_margins={},
    comparatives=words("mehr weniger höher niedriger"),
    every=words("pro je"),
    saying=words(
        "sagt sagte sagten erklärt erklärte erklärten teilt teilte teilten berichtet berichtete berichteten "
        "meldet meldete meldeten schätzt schätzte schätzten erwartet erwartete erwarten behauptet "
        "behauptete warnt warnte betont betonte schreibt schrieb bestätigt bestätigte rechnet rechnete gibt "
        "gab angaben mitteilte mitteilten"
    ),
    speaking=words(
        "sagt sagte sagten erklärt erklärte erklärten warnt warnte berichtet berichtete teilte teilten "
        "schätzt schätzte mitteilte"
    ),
    stating=words(
        "zählt zählte zählten registrierte registrierten verzeichnet verzeichnete ermittelte beziffert "
        "bezifferte nennt nannte"
    ),
    noun_or_verb=frozenset(),
    past_alike=frozenset(),
    counting=frozenset(),
    giving=frozenset(),
    polls=words("umfrage umfragen"),
    percent_words=words("% prozent prozentpunkte punkte"),
    only_quoting=frozenset(),
    pointing=frozenset(),
    text_words=frozenset(),
    first_person=words("ich wir mein unser mich uns"),
    acting=frozenset(),
    inclined=frozenset(),
    revising=frozenset(),
    forecasts=frozenset(),
    recording=frozenset(),
    countries=frozenset(),
    promising=words("versprach verspricht"),
    companions=words("kollegen team"),
    scopes=words("nationale internationale"),
    claims=frozenset(),
    past_verbs=frozenset(),
    participles=words("veröffentlicht veröffentlichten berichtet"),
    auxiliaries=words(
        "hat haben hatte hatten ist sind war waren wird werden wurde wurden kann können soll sollen nicht "
        "sei seien habe"
    ),
    adverbs=words(
        "auch später dann nun bereits zuletzt heute gestern am montag dienstag mittwoch donnerstag freitag "
        "samstag sonntag zudem"
    ),
    passive=words("ist sind war waren wird werden wurde wurden worden"),
    by=words("von"),
    according=phrases(
        "laut;nach angaben von;nach angaben des;nach angaben der;nach angaben;zufolge;wie aus;"
        "den angaben von;nach einschätzung von;"
        "nach schätzungen von;nach schätzungen der;nach schätzungen des"
    ),
    citing=phrases("unter berufung auf;mit verweis auf;unter verweis auf"),
    complementizers=words("dass ob"),
    conjunctions=words("und oder aber während obwohl weil als wenn nachdem bevor sondern denn"),
    contrasts=words("während aber obwohl hingegen dagegen"),
    relatives=frozenset(),
    prepositions=words(
        "in im an am auf bei beim für von vom mit ohne nach vor seit bis zu zum zur unter über aus durch "
        "gegen um wegen laut zufolge"
    ),
    name_joints=words("von und für der des & in"),
    articles=words("der die das den dem des ein eine einer einem einen eines"),
    possessives=words("sein seine seiner ihr ihre ihrer unser unsere"),
    persons=words(
        "minister ministerin sprecher sprecherin präsident präsidentin direktor direktorin chef chefin "
        "experten forscher forscherin wissenschaftler analyst analysten ökonom ökonomen bürgermeister "
        "bürgermeisterin anwohner zeugen behörden beamte staatsanwalt kanzler kanzlerin leiter leiterin "
        "vorsitzende vorsitzender ärzte"
    ),
    person_endings=("sprecher", "sprecherin", "forscher"),
    organisations=words(
        "polizei ministerium innenministerium innenministeriums finanzministerium finanzministeriums "
        "gesundheitsministerium verteidigungsministerium ministeriums regierung behörde amt bundesamt "
        "bundesamts institut instituts universität bank unternehmen konzern firma gewerkschaft verband "
        "verein partei gericht staatsanwaltschaft armee feuerwehr kommission rat stadt zeitung agentur "
        "stiftung krankenhaus klinik organisation bundesbank"
    ),
    organisation_classes={},
    documents=words(
        "bericht studie umfrage zahlen daten statistik erhebung angaben schätzung schätzungen prognose"
    ),
    titles=words("herr frau dr prof"),
    superlatives=frozenset(),
    recent=frozenset(),
    no_containers=frozenset(),
    singular_pronouns={"er": "person", "sie": "person", "es": "body", "ich": "speaker", "wir": "speaker"},
    place_of_tag=words("am im in zu heute gestern"),
    continuing=frozenset(),
    no_parties=words("es man viele einige alle niemand"),
    adjectives_in_ly=frozenset(),
    adverbial_openers=frozenset(),
    age_of_leaving=frozenset(),
    age_units=words("jahre jahren jahr monate monaten"),
    before_pronoun_one=frozenset(),
    before_time_span=words("in binnen innerhalb nach vor seit"),
    behind_one=words("drittel viertel prozent million"),
    behind_or=frozenset(),
    behind_owned=frozenset(),
    confidence_words=frozenset(),
    definite_articles=words("der die das den dem des"),
    demonstratives=words("der die das diese dieser"),
    document_adjectives=frozenset(),
    last_places=frozenset(),
    fraction_openers=words("ein die eine einem"),
    streets_abroad=frozenset(),
    street_endings=("straße", "strasse", "gasse", "platz", "allee", "ufer", "damm"),
    opening_words=frozenset(),
    parts_of_day={},
    before_hour=frozenset(),
    dating=frozenset(),
    eras=frozenset(),
    verbs_of_things=frozenset(),
    wavebands=frozenset(),
    small_change=frozenset(),
    coins=frozenset(),
    coded=frozenset(),
    numbered=frozenset(),
    distances=frozenset(),
    amounts=frozenset(),
    joined_sizes=frozenset(),
    measured_things=frozenset(),
    listed_things=frozenset(),
    behind_listed=frozenset(),
    stages=frozenset(),
    before_stages=frozenset(),
    away=frozenset(),
    scoring=frozenset(),
    forces=frozenset(),
    verbs_of_many=frozenset(),
    acts_of_many=frozenset(),
    particles=frozenset(),
    alike=frozenset(),
    behind=frozenset(),
    citing_names={},
    reporters=frozenset(),
    bodies_abroad=frozenset(),
    portfolios=frozenset(),
    owners=frozenset(),
    obtaining=frozenset(),
    bare_data=frozenset(),
    supplying=frozenset(),
    over=words("über"),
    wanting=frozenset(),
    setting_apart=words("allein selbst"),
    without_hearer=frozenset(),
    given_names=frozenset(),
    emergency_lines=frozenset(),
    lines=frozenset(),
    juries=frozenset(),
    for_guests=frozenset(),
    standings={},
    hearers=frozenset(),
    attributing=frozenset(),
    naming=frozenset(),
    named_sources=frozenset(),
    passing_on=frozenset(),
    citing_verbs=frozenset(),
    asking=words("befragte befragten"),
    joined_to_numbers=words("ca etwa"),
    name_particles=words("von van de der zu"),
    not_authored=frozenset(),
    not_owning=frozenset(),
    people=words("menschen personen kinder frauen männer"),
    opening_adjectives=frozenset(),
    part_words=words("± ( pro je / - von als ,"),
    rate_openers=words("pro je ( /"),
    telling=frozenset(),
    time_of_phrase=frozenset(),
    verbs_of_counted=frozenset(),
    cues={},
    computing={},
    announcing_behind_comma=frozenset(),
    announcing_weakly=frozenset(),
)
