"""The units that are measured, not counted: times, ratios, currencies, and physical units by name and dimension.

What is not listed here is a noun that somebody counts, for a general unit library reads ``cat`` as a
centi-technical-atmosphere. Of a physical unit this table has the name, the dimension, and what the library
calls it; `coherent` asks the library how much it is. Lengths of time and ratios are few and exact by definition, and
need no library: IAU 2012 Resolution B2 and the Julian year of 365.25 days for long times, ISO 4217 for currency
codes.

Left out on purpose, because they are counted or ambiguous more often than measured: bar, degree, point, pint,
cup, carat, calorie (in news a kilocalorie). A ``ton`` is the metric one, as in most of the press; ``short_ton`` and
``long_ton`` say otherwise. Gallons and barrels are those of the United States, a barrel is one of oil. An acre
is 4,840 square yards: the library has it a little larger, by the survey foot given up in 2022.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from ledger.number import conversion

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

percent       1/100        [ratio]         pct
permille      1/1000       [ratio]         per_mille
ppm           1/1000000    [ratio]
percentage_point 1         [points]
basis_point   1/100        percentage_point
radian        1            [angle]         rad
calendar_year 1            [date]
"""

#: A dimension, and below it every unit that has it: name, what the library calls it, other spellings.
_PHYSICAL = """
[length]
m               meter              metre meter
km              kilometer          kilometre kilometer
cm              centimeter         centimetre centimeter
mm              millimeter         millimetre millimeter
micrometre      micrometer         micrometer micron µm μm
nanometre       nanometer          nanometer
inch            inch               inches
foot            foot               feet ft
yard            yard               yd
mile            mile               mi
nautical_mile   nautical_mile
fathom          6*foot
furlong         220*yard
light_year      light_year

[length^2]
hectare         hectare            ha
acre            4840*yard**2

[length^3]
litre           liter              liter l L
ml              milliliter         millilitre milliliter mL
centilitre      centiliter         centiliter cl
hectolitre      hectoliter         hectoliter
megalitre       megaliter          megaliter
gigalitre       gigaliter          gigaliter GL
gallon          gallon
imperial_gallon imperial_gallon
barrel          oil_barrel         bbl
acre_foot       43560*foot**3      acre_feet
bcm             kilometer**3

[mass]
kg              kilogram           kilogram kilogramme kilo
g               gram               gram gramme
mg              milligram          milligram
microgram       microgram          ug µg μg
nanogram        nanogram           ng
tonne           tonne              metric_ton
ton             tonne
kilotonne       kilotonne
megatonne       megatonne          Mt
gigatonne       gigatonne          Gt
pound           pound              lb
ounce           ounce              oz
troy_ounce      troy_ounce
stone           stone
short_ton       short_ton
long_ton        long_ton

[mass*length/time^2]
newton          newton             N

[mass/length/time^2]
pascal          pascal             Pa
hPa             hectopascal        hectopascal mbar millibar
kPa             kilopascal         kilopascal
psi             psi
mmHg            millimeter_Hg

[mass*length^2/time^2]
joule           joule              J
kJ              kilojoule          kilojoule
MJ              megajoule          megajoule
GJ              gigajoule          gigajoule
TJ              terajoule          terajoule
PJ              petajoule          petajoule
EJ              exajoule           exajoule
kcal            kilocalorie        kilocalorie
watt_hour       watt_hour          Wh
kWh             kilowatt_hour      kilowatt_hour
MWh             megawatt_hour      megawatt_hour
GWh             gigawatt_hour      gigawatt_hour
TWh             terawatt_hour      terawatt_hour
btu             Btu_it             Btu BTU
mmbtu           1000000*Btu_it     mmBtu MMBtu MMBTU
therm           100000*Btu_it

[mass*length^2/time^3]
watt            watt               W
kW              kilowatt           kilowatt
MW              megawatt           megawatt
GW              gigawatt           gigawatt
TW              terawatt           terawatt
horsepower      horsepower         hp bhp

[1/time]
hertz           hertz              Hz
kHz             kilohertz          kilohertz
MHz             megahertz          megahertz
GHz             gigahertz          gigahertz
becquerel       1/second           Bq

[length^2/time^2]
sievert         sievert            Sv
mSv             millisievert       millisievert
microsievert    microsievert       µSv μSv

[length/time]
mph             mile/hour
knot            nautical_mile/hour

[current]
ampere          ampere             A amp

[mass*length^2/time^3/current]
volt            volt               V
kV              kilovolt           kilovolt

[temperature]
kelvin          kelvin             K
degC            delta_degree_Celsius    celsius degree_celsius
degF            delta_degree_Fahrenheit fahrenheit degree_fahrenheit

[data]
bit             bit
kbit            kilobit            kilobit
Mbit            megabit            megabit
Gbit            gigabit            gigabit
byte            byte               B
kB              kilobyte           kilobyte
MB              megabyte           megabyte
GB              gigabyte           gigabyte
TB              terabyte           terabyte
PB              petabyte           petabyte
EB              exabyte            exabyte
ZB              zettabyte          zettabyte
KiB             kibibyte           kibibyte
MiB             mebibyte           mebibyte
GiB             gibibyte           gibibyte
TiB             tebibyte           tebibyte

[data/time]
kbps            kilobit/second
Mbps            megabit/second
Gbps            gigabit/second
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

#: The scales of temperature whose zero is not the absolute one.
_SCALES = {"degC": "degree_Celsius", "degF": "degree_Fahrenheit"}

Dimension = tuple[tuple[str, int], ...]


class _Measure(NamedTuple):
    """The measure that a unit is a multiple of: the coherent unit of `dimension`, `factor` times.

    Of a physical unit `expression` is what the library calls it, and knows the factor by.
    """

    dimension: Dimension
    factor: Fraction | None = None
    expression: str = ""


def dimension(name: str) -> Dimension | None:
    """Return the dimension of a unit by its canonical name or currency code; None for a counted noun."""
    found = _measures().get(name)
    return None if found is None else found.dimension


def is_currency(name: str) -> bool:
    """Return whether a name is the code of a currency."""
    return (dimension(name) or (("", 0),))[0][0].startswith("currency ")


def factor(name: str) -> Fraction:
    """Return how many coherent units (second, metre, kilogram …) a unit is; 1 for a counted noun."""
    found = _measures().get(name)
    if found is None:
        return Fraction(1)
    return conversion.factor(found.expression) if found.factor is None else found.factor


def zero_point(name: str) -> Fraction:
    """Return the zero of a unit of temperature, in kelvin: 0 °C is 273.15 K."""
    return conversion.zero_point(_SCALES[name]) if name in _SCALES else Fraction(0)


def canonical_name(name: str) -> str:
    """Return the name this table has for a unit (``kilometres`` -> ``km``), or the name as it was given."""
    spellings = _spellings()
    return spellings.get(name) or spellings.get(name.casefold() if len(name) > 3 else name) or name


def known_names() -> list[str]:
    """Return every canonical name and currency code, sorted."""
    return sorted(_measures())


@cache
def _measures() -> Mapping[str, _Measure]:
    found: dict[str, _Measure] = {}
    for name, size, base, *_ in _rows(_TABLE):
        if base.startswith("["):
            found[name] = _Measure(((base[1:-1], 1),), Fraction(size))
        else:
            multiple = found[base].factor or 1
            found[name] = _Measure(found[base].dimension, Fraction(size) * multiple)
    shared: Dimension = ()
    for first, *others in _rows(_PHYSICAL):
        if first.startswith("["):
            shared = _product(first[1:-1])
        else:
            found[first] = _Measure(shared, expression=others[0])
    for code in _CURRENCIES.split():
        found[code] = _Measure(((f"currency {code}", 1),), Fraction(1))
    return found


@cache
def _spellings() -> Mapping[str, str]:
    """Return every other spelling, with the plurals of words; symbols have none."""
    found: dict[str, str] = {}
    rows = [(row[0], row[3:]) for row in _rows(_TABLE)]
    rows += [(row[0], row[2:]) for row in _rows(_PHYSICAL) if len(row) > 1]
    for name, others in rows:
        for spelling in (name, *others):
            found[spelling] = name
            if len(spelling) > 2 and spelling.islower() and not spelling.endswith("s"):
                found[spelling + "s"] = name
    # These are never plural in the notation, or their plural is another word.
    for word in ("feets", "acre_foots", "acre_feets", "percents", "centurys", "millennias"):
        found.pop(word, None)
    return found


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.split("\n") if line]


def _product(text: str) -> Dimension:
    """Parse a dimension as the table writes it: ``mass*length^2/time^2``."""
    exponents: dict[str, int] = {}
    for place, side in enumerate(text.split("/")):
        for term in side.split("*"):
            name, _, power = term.partition("^")
            if name != "1":
                exponents[name] = int(power or 1) * (-1 if place else 1)
    return tuple(sorted(exponents.items()))
