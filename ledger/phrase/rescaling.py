"""Changing a number as its unit asks: pence become pounds, "per 100,000" divides, dollars and cents add up."""

from __future__ import annotations

from fractions import Fraction

from ledger.number.quantity import decimal_text, exact, fraction_text
from ledger.phrase.currency import read_money_after
from ledger.phrase.notation import EXPONENT_SIGN
from ledger.phrase.numeral import Numeral, read_number
from ledger.phrase.token import NUMBER, Tokens


def shifted(number: str, places: int) -> str:
    """Move the decimal point `places` to the left, keeping every digit stated.

    >>> shifted("20", 2), shifted("1.5", 2), shifted("-3", 1)
    ('0.20', '0.015', '-0.3')
    """
    sign = "-" if number.startswith("-") else ""
    whole, _, decimals = number.removeprefix("-").partition(".")
    digits = whole.rjust(places + 1, "0")
    return f"{sign}{digits[:-places].lstrip('0') or '0'}.{digits[-places:]}{decimals}"


def hundredth(number: str | None) -> str | None:
    """Return a hundredth of a number in a record; decimal text stays decimal text."""
    if number is None or "/" in number or EXPONENT_SIGN in number:
        return divided(number, 100)
    return shifted(number, 2)


def divided(number: str | None, by: int) -> str | None:
    """Divide a number in a record by a whole one, exactly; a power of ten moves the point.

    >>> divided("12", 100000), divided("1", 11), divided("3/4", 10)
    ('0.00012', '1/11', '3/40')
    """
    if number is None or by == 1:
        return number
    power = len(str(by)) - 1
    if by == 10**power and "/" not in number and EXPONENT_SIGN not in number:
        # Zeros at the end of a whole number are not marked as counted; behind the point they would be.
        moved = shifted(number, power)
        return moved if "." in number else moved.rstrip("0").rstrip(".")
    if number.isdigit():
        return f"{number}/{by}"
    ratio = exact(number) / by
    return fraction_text(ratio)


def sum_of_money(tokens: Tokens, whole: Numeral, at: int) -> tuple[Numeral, int] | None:
    """Add the hundredths said behind a currency: "3 dollars 50 cents", "thirteen dollars and forty-five cents".

    "15 dollars 50" at the end of a phrase says them too; "15 dollars and 50" may be two numbers.
    """
    together = tokens.word(at) not in tokens.lexicon.connectives.and_
    if not together:
        at += 1
    if at >= len(tokens) or not whole.text.isdigit():
        return None
    part = read_number(tokens, at)
    if part is None or not part.text.isdigit() or int(part.text) > 99:
        return None
    if part.stop == len(tokens):
        stop = part.stop
        if not together or int(part.text) < 10:
            return None
    else:
        money = read_money_after(tokens, part.stop)
        if money is None or not money.hundredth:
            return None
        stop = money.stop
    total = decimal_text(Fraction(int(whole.text) * 100 + int(part.text), 100))
    if tokens[at].kind == NUMBER or "." in total:
        total = f"{whole.text}.{part.text.rjust(2, '0')}"
    return whole._replace(text=total, mantissa=total, scale=1, end=part.end, stop=stop), stop
