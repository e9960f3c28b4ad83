"""The units that are measured, not counted: times, lengths, masses, energies, ratios, currencies.

Every factor is exact by definition: the SI Brochure (9th edition, 2019) and NIST Special Publication 811
(2008, appendix B) for physical units, IAU 2012 Resolution B2 and the Julian year of 365.25 days for long
times, ISO 4217 for currency codes. A table of our own, because a general unit library reads ``cat`` as a
centi-technical-atmosphere: what is not listed here is a noun that somebody counts.

Left out on purpose, because they are counted or ambiguous more often than measured: bar, degree, point, cup,
calorie (in news a kilocalorie). A ``ton`` is the metric one, as in most of the press; ``short_ton`` and
``long_ton`` say otherwise. Gallons and barrels are those of the United States, a barrel is one of oil.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

#: Name, factor, unit it is a multiple of (or its own dimension), other spellings.
_TABLE = """
second        1            [time]          s sec
millisecond   1/1000       second          ms
minute        60           second          min
hour          60           minute          h hr
day           24           hour
week          7            day
fortnight     14           day
year          36525/100    day             yr annum
month         1/12         year
quarter       1/4          year
decade        10           year
century       100          year            centuries
millennium    1000         year            millennia

m             1            [length]        metre meter
km            1000         m               kilometre kilometer
cm            1/100        m               centimetre centimeter
mm            1/1000       m               millimetre millimeter
inch          254/10000    m               inches
foot          12           inch            feet ft
yard          3            foot            yd
mile          1760         yard            mi
nautical_mile 1852         m
hectare       10000        m^2             ha
acre          4840         yard^2
litre         1/1000       m^3             liter l L
ml            1/1000       litre           millilitre milliliter mL
gallon        231          inch^3
imperial_gallon 454609/100000 litre
barrel        42           gallon

kg            1            [mass]          kilogram kilogramme kilo
g             1/1000       kg              gram gramme
mg            1/1000       g               milligram
microgram     1/1000       mg              ug µg μg
tonne         1000         kg              metric_ton
ton           1000         kg
kilotonne     1000         tonne
megatonne     1000         kilotonne       Mt
gigatonne     1000         megatonne       Gt
pound         45359237/100000000 kg        lb
ounce         1/16         pound           oz
stone         14           pound
short_ton     2000         pound
long_ton      2240         pound

newton        1            kg*m/second^2   N
pascal        1            newton/m^2      Pa
hPa           100          pascal          hectopascal mbar millibar
kPa           1000         pascal          kilopascal
joule         1            newton*m        J
kJ            1000         joule           kilojoule
MJ            1000         kJ              megajoule
GJ            1000         MJ              gigajoule
kcal          4184         joule           kilocalorie
watt          1            joule/second    W
kW            1000         watt            kilowatt
MW            1000         kW              megawatt
GW            1000         MW              gigawatt
TW            1000         GW              terawatt
kWh           1            kW*hour         kilowatt_hour
MWh           1000         kWh             megawatt_hour
GWh           1000         MWh             gigawatt_hour
TWh           1000         GWh             terawatt_hour
hertz         1            1/second        Hz
becquerel     1            1/second        Bq
sievert       1            joule/kg        Sv
mSv           1/1000       sievert         millisievert
mph           1            mile/hour
knot          1            nautical_mile/hour

ampere        1            [current]       A amp
volt          1            watt/ampere     V
kV            1000         volt            kilovolt
kelvin        1            [temperature]   K
degC          1            kelvin          celsius degree_celsius
degF          5/9          kelvin          fahrenheit degree_fahrenheit
byte          1            [data]          B
bit           1/8          byte
kB            1000         byte            kilobyte
MB            1000         kB              megabyte
GB            1000         MB              gigabyte
TB            1000         GB              terabyte
PB            1000         TB              petabyte

percent       1/100        [ratio]         pct
permille      1/1000       [ratio]         per_mille
ppm           1/1000000    [ratio]
percentage_point 1         [points]
basis_point   1/100        percentage_point
calendar_year 1            [date]
"""

_CURRENCIES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD
LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND
TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG ZWL
ATS BEF DEM ESP FIM FRF GRD IEP ITL LTL LUF LVL NLG PTE SIT SKK EEK SUR YUG
"""

#: Zero on the scale, in kelvin: 0 °C is 273.15 K, and 0 °F is 459.67 Fahrenheit degrees above absolute zero.
ZERO_POINTS = {"degC": Fraction(27315, 100), "degF": Fraction(45967, 100) * Fraction(5, 9)}

Dimension = tuple[tuple[str, int], ...]


class Measure(NamedTuple):
    """What a unit is a multiple of: `factor` times the coherent unit of `dimension`."""

    factor: Fraction
    dimension: Dimension


def measure(name: str) -> Measure | None:
    """The measure of a unit by its canonical name or currency code; None for a noun that is counted."""
    return _measures().get(name)


def canonical_name(name: str) -> str:
    """The one name this table has for a unit (``kilometres`` -> ``km``), or the name as it was given."""
    spellings = _spellings()
    return spellings.get(name) or spellings.get(name.casefold() if len(name) > 3 else name) or name


def known_names() -> list[str]:
    """Every canonical name and currency code, sorted."""
    return sorted(_measures())


@cache
def _measures() -> Mapping[str, Measure]:
    found: dict[str, Measure] = {}
    for line in _TABLE.split("\n"):
        if line:
            name, factor, base = line.split()[:3]
            found[name] = _multiple(Fraction(factor), base, found)
    for code in _CURRENCIES.split():
        found[code] = Measure(Fraction(1), ((f"currency {code}", 1),))
    return found


@cache
def _spellings() -> Mapping[str, str]:
    """Every other spelling, with the plurals of words; symbols have none."""
    found: dict[str, str] = {}
    for line in filter(None, _TABLE.split("\n")):
        name, _, _, *others = line.split()
        for spelling in (name, *others):
            found[spelling] = name
            if len(spelling) > 2 and spelling.islower() and not spelling.endswith("s"):
                found[spelling + "s"] = name
    # These are never plural in the notation, or their plural is another word.
    for word in ("feets", "percents", "centurys", "millennias"):
        found.pop(word, None)
    return found


def _multiple(factor: Fraction, base: str, known: Mapping[str, Measure]) -> Measure:
    """A line of the table: `base` is ``[a dimension]`` or a product and quotient of units named above it."""
    if base.startswith("["):
        return Measure(factor, ((base[1:-1], 1),))
    exponents: dict[str, int] = {}
    for place, side in enumerate(base.split("/")):
        for term in side.split("*"):
            name, _, power = term.partition("^")
            if name == "1":
                continue
            exponent = int(power or 1) * (-1 if place else 1)
            factor *= known[name].factor ** exponent
            for dimension, times in known[name].dimension:
                exponents[dimension] = exponents.get(dimension, 0) + times * exponent
    return Measure(factor, tuple(sorted((key, value) for key, value in exponents.items() if value)))
