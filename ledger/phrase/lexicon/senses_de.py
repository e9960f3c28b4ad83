"""The senses of German words."""

from typing import Final

from ledger.phrase.lexicon import words
from ledger.phrase.lexicon.senses import Contrast, Senses

SENSES: Final = Senses(
    synonyms={
        "gestorben": (
            "ums leben gekommen", "kamen ums leben", "ums leben", "starben", "verstorben", "getötet", "umgekommen",
        ),
        "todesopfer": ("tote", "toten", "todesfälle", "todesfällen", "todesfall", "todesopfern", "tot"),
        "verletzt": ("verletzte", "verletzten", "verwundet", "verwundete", "verwundeten"),
        "festgenommen": ("verhaftet", "inhaftiert", "in gewahrsam genommen", "festnahmen", "verhaftungen"),
        "arbeitslose": ("erwerbslose", "ohne arbeit", "arbeitslosen", "erwerbslosen"),
        "vertriebene": ("vertrieben", "vertriebenen", "aus ihren häusern vertrieben"),
        "firmen": ("unternehmen", "betriebe", "betrieben"),
        "ärzte": ("mediziner", "ärzten", "medizinern"),
        "soldaten": ("truppen",),
    },
    events={
        "tod": r"gestorben|todesopfer",
        "verletzung": r"verletzt|verletzung(?:en)?",
        "festnahme": r"festgenommen",
        "arbeitslosigkeit": r"arbeitslose?|arbeitslosigkeit",
        "vertreibung": r"vertriebene",
    },
    contrasts=(
        Contrast({"up": r"aufschl[aä]ge?", "down": r"rabatte?|abschl[aä]ge?"}, "direction-changed", True),
        Contrast({"up": r"inflation", "down": r"deflation"}, "direction-changed", True),
        Contrast({"up": r"über dem (?:durchschnitt|schnitt|ziel)", "down": r"unter dem (?:durchschnitt|schnitt|ziel)"},
                 "direction-changed", True),
        Contrast({"up": r"überschuss|überschüsse", "down": r"defizite?|fehlbeträge?"}, "direction-changed"),
        Contrast({"up": r"gewinne?", "down": r"verluste?"}, "direction-changed"),
        Contrast({"mehrheit": r"mehrheit", "minderheit": r"minderheit"}, "direction-changed"),
        Contrast({"einfuhr": r"importe?n?|einfuhren?", "ausfuhr": r"exporte?n?|ausfuhren?"}),
        Contrast({"geburten": r"geburten|geboren", "todesfälle": r"gestorben|todesopfer"}),
        Contrast({"brutto": r"brutto\w*", "netto": r"netto\w*"}),
        Contrast({"umsatz": r"umsatz|umsätze", "gewinn": r"gewinne?"}),
        Contrast({"schulden": r"schulden", "defizit": r"defizite?"}),
        Contrast({"frauen": r"frauen?", "männer": r"mann|männern?"}),
        Contrast({"erwachsene": r"erwachsenen?", "kinder": r"kindern?"}),
        Contrast({"haushalte": r"haushalten?|familien?", "personen": r"kindern?|personen|menschen"}),
        Contrast({"mutmaßlich": r"mutmaßlich\w*|vermutet\w*", "bestätigt": r"bestätigt\w*"}, upgraded=True),
        Contrast({"geplant": r"geplant\w*|vorgesehen\w*", "gebaut": r"gebaut\w*|fertiggestellt\w*"}, upgraded=True),
    ),
    qualifiers={
        "mutmaßliche": r"mutmaßlich\w*|vermutet\w*|möglich\w*",
        "geplante": r"geplant\w*|plan\w*|vorgesehen\w*|soll(?:en)?|künftig\w*",
    },
    negations="nicht|ohne|kein|keine",
    absences="kein|keine|keinen",
    negating={"un": 4, "nicht": 4, "nicht-": 4},
    of=r"(?:%|prozent|hälfte|drittel|viertel)\s+(?:der|des|aller)\s+(?P<noun>[a-zäöüß][a-zäöüß-]+)",
    whole=words("menschen personen bevölkerung befragten einwohner bürger deutschen gesamten"),
    today=r"heutige[nr]?",
    extremes={"maximum": "maximum|höchstens|maximal", "minimum": "minimum|mindestens|minimal"},
)  # fmt: skip
