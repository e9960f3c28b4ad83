"""The words of German.

A unit counts the German noun in the singular, with its capital ("Urteil/week"); times, ratios and measures have
the names of the notation of units. Billion and Trillion are those of the long scale (10^12, 10^18).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ledger.phrase.lexicon import (
    Calendar,
    Connectives,
    DatePatterns,
    Hedges,
    Lexicon,
    Measures,
    Money,
    Narration,
    Nouns,
    Numerals,
    PluralRule,
    PriceBases,
    Rates,
    Rendered,
    Wordings,
    words,
)

_ONES: Final = {
    word: number
    for number, listed in enumerate(
        (
            "null", "eins ein", "zwei zwo", "drei", "vier", "fünf fuenf", "sechs", "sieben", "acht", "neun", "zehn",
            "elf", "zwölf zwoelf", "dreizehn", "vierzehn", "fünfzehn fuenfzehn", "sechzehn", "siebzehn", "achtzehn",
            "neunzehn",
        )
    )
    for word in listed.split()
}  # fmt: skip
_TENS: Final = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "fuenfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_LARGE: Final = {
    "million": 10**6, "milliarde": 10**9, "billion": 10**12, "billiarde": 10**15, "trillion": 10**18,
}  # fmt: skip
_LARGE_PLURALS: Final = {
    word + ("n" if word.endswith("e") else "en"): scale for word, scale in _LARGE.items()
}
_SCALES: Final = {"hundert": 100, "tausend": 1000, "dutzend": 12, **_LARGE}
_HALVES: Final = dict.fromkeys(("halb", "halbe", "halber", "halbes", "halben"), 2)
_PARTS: Final = {
    "drittel": 3, "viertel": 4, "fünftel": 5, "fuenftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8, "neuntel": 9,
    "zehntel": 10, "zwanzigstel": 20, "hundertstel": 100, "tausendstel": 1000,
}  # fmt: skip
#: Verbs that multiply, and nouns made from them, by how many times.
_MULTIPLIED: Final = {
    f"{stem}{ending}": times
    for times, stem in {
        "2": "verdoppel", "3": "verdreifach", "4": "vervierfach", "5": "verfünffach", "6": "versechsfach",
        "7": "versiebenfach", "8": "verachtfach", "9": "verneunfach", "10": "verzehnfach", "100": "verhundertfach",
        "1000": "vertausendfach", "1/2": "halbier",
    }.items()
    for ending in ("t", "te", "ten", *(("n",) if stem.endswith("el") else ("en",)), "ung")
} | {"verdopplung": "2", "halbieren": "1/2"}  # fmt: skip
_NUMERALS: Final = Numerals(
    ones=_ONES,
    tens=_TENS,
    scales=_SCALES,
    plural_scales={**_LARGE_PLURALS, "hunderte": 100, "tausende": 1000, "dutzende": 12, "zehntausende": 10**4},
    short_scales={"tsd": 10**3, "mio": 10**6, "mill": 10**6, "mrd": 10**9, "bio": 10**12},
    written_scales={},
    money_scales={},
    spaced=frozenset(),
    denominators={**_HALVES, **_PARTS},
    plural_denominators={"halbe": 2, **_PARTS},
    compound_denominators={},
    lone=words("halb halbe halber halbes halben"),
    fraction_scales=words("dutzend hundert"),
    point=words("komma"),
    minus=words("minus"),
    times_sign=words("x mal"),
    collective=words("zehntausende hunderttausende"),
    ambiguous=words("ein acht"),
    multiples={"einmal": 1, "zweimal": 2, "dreimal": 3, "doppelt": 2},
    folds={f"{word}{ending}": number for word, number in _ONES.items() if number > 1 for ending in ("fach", "fache")},
    changes=_MULTIPLIED,
    mixed={
        "anderthalb": "3/2", "eineinhalb": "3/2", "einundhalb": "3/2", "zweieinhalb": "5/2", "dreieinhalb": "7/2",
        "viereinhalb": "9/2", "dreiviertel": "3/4", "viertelmillion": "250000/1", "dreiviertelmillion": "750000/1",
    },
    none=Wordings({"": ("keine",)}),
    none_single=Wordings({"": ("kein einziger", "kein einziges", "keine einzige")}),
    none_alone=Wordings({"": ("niemand", "keiner")}),
    ranks={
        f"{word}{ending}": number
        for number, listed in {
            2: "zweit", 3: "dritt", 4: "viert", 5: "fünft fuenft", 6: "sechst", 7: "siebt siebent", 8: "acht",
            9: "neunt", 10: "zehnt", 11: "elft", 12: "zwölft zwoelft", 15: "fünfzehnt", 20: "zwanzigst", 25:
            "fünfundzwanzigst", 30: "dreißigst", 40: "vierzigst", 50: "fünfzigst", 100: "hundertst", 1000: "tausendst",
        }.items()
        for word in listed.split()
        for ending in ("e", "er", "es", "en", "em")
    },
    ordinal_endings=words("te ter tes"),
    decade_endings=words("er"),
    decimal_mark=",",
    compounds=True,
    units_first="und",
    ordinal_point=True,
)  # fmt: skip

_BEFORE: Final[Mapping[str, tuple[str, ...]]] = {
    "exact": ("genau", "exakt", "präzise"),
    "about": (
        "rund", "etwa", "ungefähr", "circa", "ca", "ca .", "zirka", "schätzungsweise", "geschätzt", "geschätzte",
        "um die", "in etwa", "in der größenordnung von", "an die", "so um die", "~", "≈",
    ),
    "nearly": (
        "knapp", "fast", "beinahe", "nahezu", "annähernd", "nicht ganz", "kurz vor", "bald", "ein knappes",
        "etwas weniger als", "etwas unter", "knapp unter",
    ),
    "under": (
        "weniger als", "unter", "unterhalb von", "geringer als", "kleiner als", "niedriger als", "deutlich unter",
        "deutlich weniger als", "weit weniger als", "weit unter", "nicht einmal", "nicht mal", "<",
    ),
    "over": (
        "mehr als", "über", "gut", "oberhalb von", "größer als", "höher als", "etwas mehr als", "etwas über",
        "knapp über", "deutlich mehr als", "deutlich über", "weit über", "weit mehr als", ">",
    ),
    "at-least": (
        "mindestens", "wenigstens", "zumindest", "nicht weniger als", "minimal", "ab", "≥", "> =",
    ),
    "at-most": (
        "höchstens", "maximal", "bis zu", "nicht mehr als", "allerhöchstens", "nicht über", "≤", "< =",
    ),
    "vague": ("unklare",),
}  # fmt: skip
_AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    "exact": ("genau",),
    "about": ("oder so", "ungefähr", "in etwa", "circa"),
    "at-least": ("oder mehr", "und mehr", "oder darüber", "und darüber", "aufwärts", "mindestens", "+"),
    "at-most": ("oder weniger", "oder darunter", "höchstens", "maximal"),
}
_INTRODUCTIONS: Final = (
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "nur",
    "lediglich", "weitere", "weiteren", "zusätzliche", "es sind", "es waren", "es gibt", "es gab", "im", "am", "auf",
    "um", "mit", "für", "von", "zu", "bei", "aller", "alle", "sind", "waren", "ist", "war", "wurden", "werden",
    "eine zahl von", "die zahl von",
    "eine gruppe von", "etwas", "bereits", "schon",
)  # fmt: skip
_RISES: Final = ("anstieg", "zuwachs", "gewinn", "überschuss", "plus", "zunahme")
_FALLS: Final = ("rückgang", "verlust", "defizit", "minus", "abnahme", "fehlbetrag")
_ROSE: Final = (
    "stieg",
    "stiegen",
    "steigt",
    "steigen",
    "wuchs",
    "wuchsen",
    "wächst",
    "kletterte",
    "kletterten",
    "legte",
    "legten",
    "erhöhte sich",
    "erhöhten sich",
    "erhöht sich",
    "nahm",
    "zulegte",
    "verteuerte sich",
    "gewann",
    "gewannen",
)
_FELL: Final = (
    "sank",
    "sanken",
    "sinkt",
    "sinken",
    "fiel",
    "fielen",
    "fällt",
    "fallen",
    "schrumpfte",
    "schrumpften",
    "ging",
    "gingen",
    "verringerte sich",
    "verringerten sich",
    "brach",
    "brachen",
    "verlor",
    "verloren",
    "reduzierte sich",
)


def _changes(nouns: tuple[str, ...], verbs: tuple[str, ...]) -> tuple[str, ...]:
    """Return what leads to the number of a rise or fall: "Anstieg von", "ein Rückgang um", "stieg um"."""
    articles = ("", "ein ", "einen ", "eine ", "einem ", "einer ", "der ", "den ")
    made = (f"{article}{noun} {of}" for noun in nouns for article in articles for of in ("von", "um"))
    return (*made, *(f"{verb} um" for verb in verbs))


_DIRECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "up": _changes(_RISES, _ROSE),
    "down": _changes(_FALLS, _FELL),
}
_DIRECTIONS_AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    "up": (
        *_RISES, "mehr", "höher", "gestiegen", "gewachsen", "zugelegt", "teurer", "größer", "wärmer", "länger",
        "im plus",
    ),
    "down": (
        *_FALLS, "weniger", "niedriger", "gefallen", "gesunken", "geschrumpft", "zurückgegangen", "billiger", "kleiner",
        "kälter", "kürzer", "im minus",
    ),
}  # fmt: skip
#: A level that something came to is no change.
_LEVELS: Final = tuple(
    f"{verb} auf"
    for verb in (
        *_ROSE,
        *_FELL,
        *(f"{verb}{itself}" for verb in _MULTIPLIED for itself in ("", " sich", " sich damit", " sich fast")),
    )
)
_STATISTICS: Final[Mapping[str, tuple[str, ...]]] = {
    "mean": ("im schnitt", "durchschnittlich", "im durchschnitt", "im mittel"),
    "median": ("im median",),
    "total": ("insgesamt", "eine summe von"),
}
_UNCOUNTED: Final = (
    "mehrere", "einige", "viele", "zahlreiche", "etliche", "unzählige", "wenige", "ein paar", "eine handvoll",
    "die meisten", "die mehrheit der", "eine unbekannte zahl von",
)  # fmt: skip

_IRREGULAR: Final = {
    plural: single
    for single, plurals in {
        "urteil": "urteile urteilen", "mensch": "menschen", "soldat": "soldaten", "kind": "kinder kindern",
        "mann": "männer männern", "frau": "frauen", "fall": "fälle fällen", "haus": "häuser häusern",
        "land": "länder ländern", "stadt": "städte städten", "ort": "orte orten", "toter": "tote toten",
        "verletzter": "verletzte verletzten", "vermisster": "vermisste vermissten", "flüchtling":
        "flüchtlinge flüchtlingen", "arbeitsplatz": "arbeitsplätze arbeitsplätzen", "platz": "plätze plätzen",
        "unternehmen": "unternehmen", "schiff": "schiffe schiffen", "flugzeug": "flugzeuge flugzeugen",
        "auto": "autos", "buch": "bücher büchern", "brief": "briefe briefen", "unfall": "unfälle unfällen",
        "angriff": "angriffe angriffen", "tier": "tiere tieren", "baum": "bäume bäumen", "stimme": "stimmen",
        "person": "personen", "patient": "patienten", "student": "studenten", "migrant": "migranten",
        "demonstrant": "demonstranten", "polizist": "polizisten", "journalist": "journalisten", "zeuge": "zeugen",
        "kunde": "kunden", "junge": "jungen", "straftat": "straftaten", "tat": "taten", "opfer": "opfern",
        "einwohner": "einwohnern", "bürger": "bürgern", "schüler": "schülern", "lehrer": "lehrern",
        "arbeiter": "arbeitern", "wähler": "wählern", "teilnehmer": "teilnehmern", "mitarbeiter": "mitarbeitern",
        "schule": "schulen", "klage": "klagen", "anzeige": "anzeigen", "frage": "fragen", "seite": "seiten",
        "familie": "familien", "firma": "firmen", "strafe": "strafen", "waffe": "waffen", "rakete": "raketen",
        "drohne": "drohnen", "bombe": "bomben", "stelle": "stellen", "prozess": "prozesse prozessen",
        "antrag": "anträge anträgen", "haushalt": "haushalte haushalten", "betrieb": "betriebe betrieben",
    }.items()
    for plural in plurals.split()
}  # fmt: skip
_NOUNS: Final = Nouns(
    irregular=_IRREGULAR,
    unchanged=words("leute eltern polizei personal"),
    no_plurals=frozenset(),
    rules=(
        *(
            PluralRule(ending=f"{ending}{several}", becomes=ending, shortest=6)
            for ending, several in (
                ("ung", "en"), ("heit", "en"), ("keit", "en"), ("schaft", "en"), ("ion", "en"), ("tät", "en"),
                ("nis", "se"), ("or", "en"),
            )
        ),
        PluralRule(ending="innen", becomes="in", shortest=7),
    ),
    plural_endings=(("ung", "ungen"), ("heit", "heiten"), ("keit", "keiten"), ("schaft", "schaften"), ("ion", "ionen"),
                    ("tät", "täten"), ("in", "innen")),
    stops=words(
        "in im an am auf bei beim von vom zu zum zur mit ohne nach vor seit bis für gegen über unter um durch aus "
        "während wegen trotz zwischen neben hinter und oder aber denn sondern als wie dass weil wenn der die das "
        "den dem des ein eine einen einem einer eines kein keine ist sind war waren wird werden wurde wurden worden "
        "sein hat haben hatte hatten kann können soll sollen muss müssen er sie es wir ihr ich man nicht auch noch "
        "nur schon bereits jetzt heute gestern morgen dort hier pro je jede jeder jedes jeden innerhalb außerhalb"
    ),
    no_heads=frozenset(),
    no_head_endings=(),
    adjectives=words("tote toten verletzte verletzten vermisste vermissten"),
    determiners=words("von der die das den dem des aller alle dieser diese"),
    comparatives=words("mehr weniger"),
    joined_no_units=frozenset(),
    joined_units={
        "fach": "time", "mal": "time",
        **dict.fromkeys(("jährige", "jähriger", "jährigen", "jähriges", "jährigem"), "year"),
    },
    demonym=re.compile("(?!)"),
    occupations=frozenset(),
    acronym_plural="s",
    written=True,
    uncounted=words("zahl angabe information"),
)  # fmt: skip
_CONNECTIVES: Final = Connectives(
    articles=words("ein eine einen einem einer eines"),
    and_=words("und"),
    but=words("aber jedoch doch"),
    or_=words("oder"),
    to=words("bis"),
    of=words("von der des aller"),
    in_=words("von in"),
    out=frozenset(),
    over=words("durch"),
    every=words("jede jeder jedes jeden alle"),
    between=words("zwischen"),
    from_=frozenset(),
    range_to=words("bis oder"),
    between_ends=words("etwa rund ungefähr circa ca vielleicht zu"),
    plus_or_minus=Wordings({"": ("plus oder minus", "plus minus", "+ / -")}),
    whole=words("der den aller alle ihrer seiner"),
    aged=words("alter"),
    age_tail=words("unter über ab"),
    calendar=words("jahr jahre jahren jahres"),
    factor=words("faktor"),
    joins_another=words("und oder plus"),
    another_not_before=words("der von in"),
    comparisons=Wordings({"": ("gegenüber", "nach", "verglichen mit", "statt", "als")}),
    contexts=Wordings(
        {"": ("in", "in den letzten", "innerhalb von", "während", "an", "auf", "in den vergangenen")}
    ),
)
_MEASURES: Final = Measures(
    ratios=Wordings(
        {
            "percent": ("%", "prozent", "％", "v . h", "vom hundert"),
            "percentage_point": ("prozentpunkt", "prozentpunkte", "prozentpunkten", "% punkte", "%-punkte"),
        }
    ),
    wordings=Wordings(
        {
            "tonne": ("tonne", "tonnen"), "kg": ("kilo", "kilos", "kilogramm"), "g": ("gramm",),
            "km": ("kilometer", "kilometern"), "m": ("meter", "metern"), "cm": ("zentimeter", "zentimetern"),
            "mm": ("millimeter", "millimetern"), "nanometre": ("nanometer", "nanometern"),
            "inch": ("zoll",), "mile": ("meile", "meilen"), "foot": ("fuß",), "hectare": ("hektar",),
            "m^2": ("quadratmeter", "quadratmetern", "qm"), "km^2": ("quadratkilometer", "quadratkilometern", "qkm"),
            "m^3": ("kubikmeter", "kubikmetern"), "litre": ("liter", "litern"), "ml": ("milliliter", "millilitern"),
            "km/hour": ("km / h", "stundenkilometer"), "kWh": ("kilowattstunde", "kilowattstunden"),
            "MWh": ("megawattstunde", "megawattstunden"), "GWh": ("gigawattstunde", "gigawattstunden"),
            "GB": ("gigabyte",), "permille": ("promille", "‰"), "kelvin": ("kelvin",), "barrel": ("barrel", "fass"),
        }
    ),
    glued={"t": "tonne", "c": "degC", "f": "degF"},
    letters=words("m g t W V l L h s"),
    powers={},
    degrees=words("grad"),
    degree_scales={"c": "degC", "celsius": "degC", "f": "degF", "fahrenheit": "degF"},
    below_zero=Wordings({"": ("unter null", "unter dem gefrierpunkt")}),
    metres=words("m"),
)  # fmt: skip
_CURRENCIES: Final = {
    "dollar": "USD", "euro": "EUR", "pfund": "GBP", "yen": "JPY", "yuan": "CNY", "rubel": "RUB", "hrywnja": "UAH",
    "zloty": "PLN", "franken": "CHF", "schilling": "ATS", "mark": "DEM", "peso": "MXN", "rupie": "INR", "krone": "SEK",
    "lira": "TRY", "rand": "ZAR", "won": "KRW", "forint": "HUF",
}  # fmt: skip
_MONEY: Final = Money(
    names=_CURRENCIES,
    shared={"peso": "Mexican", "rupie": "Indian", "krone": "Swedish"},
    by_country={
        (f"{country}{ending}", name): code
        for country, name, code in (
            ("kanadische", "dollar", "CAD"), ("australische", "dollar", "AUD"), ("amerikanische", "dollar", "USD"),
            ("us", "dollar", "USD"), ("schweizer", "franken", "CHF"), ("indische", "rupie", "INR"),
            ("pakistanische", "rupie", "PKR"), ("finnische", "mark", "FIM"), ("deutsche", "mark", "DEM"),
            ("britische", "pfund", "GBP"), ("ägyptische", "pfund", "EGP"), ("dänische", "krone", "DKK"),
            ("norwegische", "krone", "NOK"), ("schwedische", "krone", "SEK"), ("tschechische", "krone", "CZK"),
            ("kambodschanische", "riel", "KHR"), ("türkische", "lira", "TRY"), ("mexikanische", "peso", "MXN"),
        )
        for ending in ("", "n", "r")
    },
    hundredths={"cent": "EUR", "pfennig": "DEM", "penny": "GBP", "pence": "GBP", "kopeke": "RUB"},
    glued_hundredths=frozenset(),
    shared_hundredths=frozenset(),
    weights=frozenset(),
    sterling=words("sterling"),
    plural_endings=("s", "n"),
)  # fmt: skip
_TIMES: Final = {
    "h": "hour", "std": "hour", "min": "minute", "sekunde": "second", "sekunden": "second", "minute": "minute",
    "minuten": "minute", "stunde": "hour", "stunden": "hour", "tag": "day", "tage": "day", "tagen": "day",
    "woche": "week", "wochen": "week", "monat": "month", "monate": "month", "monaten": "month", "quartal": "quarter",
    "quartale": "quarter", "jahr": "year", "jahre": "year", "jahren": "year", "jahrzehnt": "decade",
    "jahrzehnte": "decade", "jahrhundert": "century", "jahrhunderte": "century", "nacht": "night",
}  # fmt: skip
_RATES: Final = Rates(
    per=words("pro per je"),
    for_=words("für"),
    single=words("einzelne einzelnen"),
    second=words("zweite zweiten zweites"),
    times=_TIMES,
    people={
        "kopf": "person", "person": "person", "personen": "person", "einwohner": "person", "einwohnern": "person",
        "menschen": "person", "haushalt": "household",
    },
    periodic={
        f"{word}{ending}": time
        for word, time in {
            "stündlich": "hour", "täglich": "day", "wöchentlich": "week", "monatlich": "month", "jährlich": "year",
            "vierteljährlich": "quarter",
        }.items()
        for ending in ("", "e", "en", "er", "es")
    },
    spans=words("in innerhalb für über während nach seit als unter von zu"),
    heads=words("kopf"),
    earlier=words("zuvor früher später"),
    abbreviated=Wordings({"year": ("p . a", "im jahr"), "month": ("im monat",), "day": ("am tag",), "hour":
                          ("in der stunde",), "week": ("in der woche", "die woche")}),
)  # fmt: skip
_CALENDAR: Final = Calendar(
    months=(
        "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
        "dezember",
    ),
    month_abbreviations={
        "jänner": 1, "jan": 1, "feb": 2, "mär": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
        "okt": 10, "nov": 11, "dez": 12,
    },
    seasons={"frühling": 21, "frühjahr": 21, "sommer": 22, "herbst": 23, "winter": 24},
    weekdays=("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    ambiguous=frozenset(),
    before_dates=words("im in seit bis vor nach während ab"),
    before_years=words("gegenüber zwischen"),
    parts=words("anfang mitte ende"),
    clock=words("uhr"),
    counts={word: number for word, number in _ONES.items() if number > 0},
    spans={"jahr": 12, "quartal": 3, "halbjahr": 6},
    ordinals=("erstes", "zweites", "drittes", "viertes"),
    leading="(?:im|am|in|während) ",
    day=r"([0-9]{1,2})\.?",
    joint="(?: bis | und | ?[-–—] ?)",
    fiscal=words("geschäftsjahr haushaltsjahr"),
    quarter=words("q"),
    prices=PriceBases(
        leading=words("konstanten"),
        prices=words("preisen"),
        real=Wordings({"": ("inflationsbereinigt", "preisbereinigt", "real", "in realen preisen")}),
        nominal=Wordings({"": ("nominal", "in jeweiligen preisen")}),
    ),
    relative=r"\b(?:heute|gestern|morgen|jetzt|(?:dieses|letztes|nächstes) jahr)\b",
    from_=words("ab von"),
    dates=DatePatterns(
        decade="(?:die )?([0-9]{3})0er(?: jahre)?",
        month_year="{month} {year}",
        day_month_year="(?:der |den )?{day} {month} {year}",
        month_day_year="{month} {day},? {year}",
        season="{season} {year}",
        day_month="{day} {month}",
        month_day="{month} {day}",
        days_of_month="{month} {day}{joint}{day} {year}",
        about=r"(?:etwa|rund|circa|ca\.?|ungefähr|um) (.+)",
        since="seit (.+)",
        onwards="ab (.+)",
        until="bis (.+)",
        before="vor (.+)",
        unclear="(nach|von) (.+)",
        quarter="(?:({ordinal}|[1-4]\\.) quartal|q([1-4])|([1-4])q)[/-]? ?{year}|{year}[-/ ]?q([1-4])",
        year_ending=(
            "(?:({count}) monate|({count}) jahre|({span})) bis (?:ende )?(?:{day} )?{month}(?: {day})? {year}"
        ),
        days_ending="(?:({count}) tage|({count}) wochen|woche) bis (?:zum )?(.+)",
        fiscal_year=(
            "(?:geschäftsjahr|haushaltsjahr) {year}[/–-]([0-9]{2}|[0-9]{4})"
            "|{year}[/–-]([0-9]{2}|[0-9]{4}) (?:geschäftsjahr|haushaltsjahr)"
        ),
        fiscal_alone="(?:geschäftsjahr|haushaltsjahr) {year}",
        half="(?:({ordinal}|[12]\\.) halbjahr|h([12])|([12])h)[/-]? ?{year}|{year}[-/ ]?h([12])",
        year_alone="(?:das )?(?:kalender)?jahr {year}",
        vague="(?:anfang|mitte|ende) (.+)",
        ends="(?:von|zwischen) ",
    ),
    day_first=True,
)  # fmt: skip
_RENDERED: Final = Rendered(
    hedges={
        "exact": "genau ", "about": "etwa ", "nearly": "knapp ", "under": "weniger als ", "over": "mehr als ",
        "at-least": "mindestens ", "at-most": "höchstens ", "vague": "unklare ",
    },
    between="zwischen {low} und {high}",
    no_number="keine Zahl",
    unknown_number="eine unbekannte Zahl von",
    of="",
    per=" pro ",
    to=" bis ",
    year="im Jahr ",
    years="zwischen den Jahren {low} und {high}",
    factor="Faktor von ",
    powers={},
    scales=((10**12, "Billionen"), (10**9, "Milliarden"), (10**6, "Millionen")),
)  # fmt: skip

_PAST: Final = (
    "war|waren|wurden?|hatten?|starb(?:en)?|gab es|kam(?:en)?|fiel(?:en)?|stieg(?:en)?|sank(?:en)?|erreichten?|"
    "verlor(?:en)?|(?:letztes|voriges|vergangenes) jahr|im (?:letzten|vorigen|vergangenen) jahr|"
    "(?:ist|sind) (?:gestorben|gefallen|gestiegen|gesunken|verloren|verschwunden|weggefallen)"
)
_NARRATION: Final = Narration(
    projected=(
        "wird|werden|würden?|könnten?|dürften?|sollen|voraussichtlich|prognostiziert|prognosen?|hochrechnung|erwartet|"
        "vorhergesagt|bis (?:zum jahr |ende )?20[2-9][0-9]"
    ),
    estimated="schätzung(?:en)?|geschätzt|schätzungsweise|vermutlich|wahrscheinlich",
    possible=(
        "könnten?|kann|können|möglich(?:erweise)?|gefährdet|bedroht|in gefahr|auf dem spiel|droht|drohen|eventuell|"
        "potenziell|potentiell|anfällig|risiko"
    ),
    certain=(
        "wird|werden|verschwinden|verschwindet|fallen weg|fällt weg|gehen verloren|geht verloren|sterben|"
        f"verlieren|verliert|{_PAST}"
    ),
    past=_PAST,
    date=(
        r"\b(?:im|in|seit|bis|ab|vor|nach|während|von|jahre?|ende|anfang|zum)\s+(?:dem\s+)?(?:jahre?\s+)?"
        r"(?:(?:[0-9]{{1,2}}\.\s+)?(?P<month>{months})\s+)?"
        r"(?P<year>{year})(?:\s?[/–-]\s?(?P<next>[0-9]{{2}})\b)?\b(?![,.]?[0-9])(?!\s*preisen\b)"
    ),
    relative={
        -1: "(?:im )?(?:letzte[sn]|vorige[sn]|vergangene[sn]) jahr|im vorjahr",
        0: "diese[sm] jahr|heuer",
        1: "(?:im )?(?:nächste[sn]|kommende[sn]) jahr",
    },
)

LEXICON: Final = Lexicon(
    language="de",
    numerals=_NUMERALS,
    hedges=Hedges(
        before=Wordings(_BEFORE),
        after=Wordings(_AFTER),
        introductions=Wordings({"introduction": _INTRODUCTIONS, "level": _LEVELS}),
        uncounted=Wordings({"vague": _UNCOUNTED}),
        directions=Wordings(_DIRECTIONS),
        directions_after=Wordings(_DIRECTIONS_AFTER),
        statistics=Wordings(_STATISTICS),
        statistics_after=Wordings({"mean": ("im schnitt", "im durchschnitt"), "total": ("insgesamt",)}),
    ),
    connectives=_CONNECTIVES,
    nouns=_NOUNS,
    measures=_MEASURES,
    money=_MONEY,
    rates=_RATES,
    calendar=_CALENDAR,
    rendered=_RENDERED,
    narration=_NARRATION,
    stemmer="german",
)
