"""Digits as they are printed: groups of thousands, decimal points and commas, powers of ten."""

from __future__ import annotations

import functools
import re

from ledger.number.quantity import MAX_DIGITS, MAX_EXPONENT
from ledger.phrase.notation import EXPONENT_SIGN
from ledger.phrase.token import DASHES, Token, Tokens, refuse

#: A translation table that exchanges points and commas.
SWAPPED_MARKS = str.maketrans(".,", ",.")


@functools.cache
def _groups() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Compile the patterns of digit groups: English (with Indian lakhs), continental, and a decimal comma."""
    english = re.compile(
        r"[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:[ \u00a0\u2009\u202f][0-9]{3})+|(?:['’][0-9]{3})+)(?:\.[0-9]+)?"
        r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
    )
    return (
        english,
        re.compile(
            r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}"
            r"|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+,[0-9]+"
        ),
        re.compile(r"[0-9]+,[0-9]+"),
    )


def plain_digits(tokens: Tokens, token: Token) -> tuple[str, str | None]:
    """Return a digits token as plain decimal text, and a sentence where it can be read in another way.

    Raises InputError for more than 50 digits and for groups that no convention knows.
    """
    word = token.word
    if len(word) > MAX_DIGITS and sum(c.isdigit() for c in word) > MAX_DIGITS:
        refuse(tokens.text, token.start, f"a number may have {MAX_DIGITS} digits at the most")
    if word.isdigit():
        return word.lstrip("0") or "0", None
    comma_marks = tokens.lexicon.numerals.decimal_mark == ","
    pointed, note = _pointed(
        tokens, token, word.translate(SWAPPED_MARKS) if comma_marks else word, comma_marks
    )
    whole, point, decimals = pointed.partition(".")
    return (whole.lstrip("0") or "0") + point + decimals, note


def _pointed(tokens: Tokens, token: Token, word: str, comma_marks: bool) -> tuple[str, str | None]:
    """Return `word`, in which points mark decimals, without separators of thousands, and a note.

    `comma_marks` says that the language marks decimals by a comma, and that points and commas were exchanged.
    """
    english, continental, comma = _groups()
    if english.fullmatch(word):
        return re.sub("[^0-9.]", "", word), None
    if re.fullmatch(r"[0-9]*\.[0-9]+", word):
        if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", word):
            spelling = "English" if comma_marks else "continental"
            whole = word.replace(".", "")
            note = f"{token.word} is read as a decimal; in {spelling} spelling it is {whole}"
            return word, note
        return word, None
    if continental.fullmatch(word):
        convention = (
            "commas between thousands and a decimal point, as English writes"
            if comma_marks
            else "points between thousands and a decimal comma, as continental Europe writes"
        )
        read = re.sub("[^0-9,]", "", word).replace(",", ".")
        note = f"{token.word} is read with {convention}"
        return read, note
    if not comma.fullmatch(word):
        refuse(tokens.text, token.start, "the groups of digits fit no way of writing numbers")
    note = (
        f"{token.word} is read as a decimal point; in this language a point sets apart groups of three digits"
        if comma_marks
        else f"{token.word} is read as a decimal comma; in English a comma sets apart groups of three digits"
    )
    return word.replace(",", "."), note


def scaled(mantissa: str, scale: int) -> str:
    """Multiply decimal text by a whole number, exactly; the decimals stated are kept as far as they reach.

    >>> scaled("3.40", 10**6), scaled("0.5", 12), scaled("1.2345678", 10**6)
    ('3400000', '6', '1234567.8')
    """
    if scale == 1:
        return mantissa
    whole, _, decimals = mantissa.partition(".")
    digits, places = int(whole + decimals) * scale, len(decimals)
    while places and digits % 10 == 0:
        digits, places = digits // 10, places - 1
    text = str(digits).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}" if places else text


def power_of_ten(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """Read "× 10^6" or "x 10⁶" from its multiplication sign: the exponent and the token after it."""
    if at + 2 >= len(tokens) or tokens[at + 1].word != "10":
        return None
    at += 2
    sign = tokens[at].word in DASHES and tokens[at].glued
    if tokens[at].word == "^" or sign:
        # 10^-5, and 10−5, which has lost its superscript.
        at += not sign
        negative = at < len(tokens) and tokens[at].word in DASHES
        at += negative
        if at < len(tokens) and tokens[at].word.isdigit() and len(tokens[at].word) <= 4:
            return (-1 if negative else 1) * int(tokens[at].word), at + 1
        return None
    raised = ""
    while at < len(tokens) and tokens[at].word in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹" and len(raised) <= 4:
        raised += "-0123456789"["⁻⁰¹²³⁴⁵⁶⁷⁸⁹".index(tokens[at].word)]
        at += 1
    return (int(raised), at) if re.fullmatch("-?[0-9]+", raised) else None


def shifted_by(tokens: Tokens, token: Token, mantissa: str, exponent: int) -> str:
    """Return decimal text times a power of ten: plain text, or with an exponent where that would pass 50 digits.

    Raises InputError for an exponent beyond ±100.
    """
    if abs(exponent) > MAX_EXPONENT:
        refuse(tokens.text, token.start, f"an exponent may be {MAX_EXPONENT} at the most")
    whole, _, decimals = mantissa.partition(".")
    places = len(decimals) - exponent
    if places <= 0:
        value = (whole + decimals).lstrip("0") + "0" * -places if int(whole + decimals) else "0"
    else:
        digits = (whole + decimals).rjust(places + 1, "0")
        value = f"{digits[:-places].lstrip('0') or '0'}.{digits[-places:]}"
    return f"{mantissa}{EXPONENT_SIGN}{exponent}" if sum(c.isdigit() for c in value) > MAX_DIGITS else value


def check_size(tokens: Tokens, token: Token, value: str) -> None:
    """Raise InputError for a number of more than 50 digits."""
    if len(value) > MAX_DIGITS and sum(c.isdigit() for c in value) > MAX_DIGITS:
        refuse(tokens.text, token.start, f"a number may have {MAX_DIGITS} digits at the most")
