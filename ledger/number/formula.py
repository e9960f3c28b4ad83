"""The formula language of derivations: ``weekly * 52 week/year``, ``(new - old) / old``, ``start * 2 ^ 45``.

Read once, from left to right, into steps in postfix order (Dijkstra's shunting yard), so that neither reading
nor evaluating ever calls itself: no depth of parentheses, and no chain of signs, costs more than its length.

::

    sum     = term   (("+" | "-") term)*
    term    = signed (("*" | "/") signed)*
    signed  = "-" signed | power
    power   = atom ("^" signed)?
    atom    = (literal | input | unit | call | "(" sum ")") "%"*
    literal = number (unit ("^" digit)? ("/" unit ("^" digit)?)*)?
    call    = ("sum" | "mean" | "min" | "max") "(" sum ("," sum)* ")"
            | ("low" | "high") "(" input ")"

A literal takes its whole unit with it, so ``yearly / 52 week/year`` divides by 52 weeks a year. Behind a
number any noun may stand (``3 shot/week``), elsewhere only a unit that is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple

from ledger.errors import InputError
from ledger.number import rational
from ledger.number.physical import known_names
from ledger.number.quantity import MAX_DIGITS, MAX_EXPONENT
from ledger.number.unit import Unit, is_measured, named_unit

MAX_NODES: Final = 200
MAX_CHARACTERS: Final = 2_000
FUNCTIONS: Final = ("sum", "mean", "min", "max", "low", "high")

_BINDING: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}
_LOOKALIKES: Final = str.maketrans({"×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-"})


class FormulaError(InputError):
    """A formula cannot be read. The message says at which character, counted from 1, and why."""

    code = "formula"


class Constant(NamedTuple):
    """A literal number of the formula, or a unit alone, which counts as one of that unit."""

    place: int
    value: Fraction
    unit: Unit


class Name(NamedTuple):
    """An input, or the ``low`` or ``high`` end of one."""

    place: int
    name: str
    end: str | None = None


class Operation(NamedTuple):
    """An operation on the last `takes` results."""

    place: int
    sign: str
    takes: int


Step = Constant | Name | Operation


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A formula that was read: its text and its steps in postfix order."""

    text: str
    steps: tuple[Step, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The inputs, in the order in which they are first used."""
        return tuple(dict.fromkeys(step.name for step in self.steps if isinstance(step, Name)))

    @cached_property
    def repeated(self) -> tuple[str, ...]:
        """The inputs that occur more than once: there, intervals are wider than they need be."""
        used = [step.name for step in self.steps if isinstance(step, Name)]
        return tuple(name for name in self.names if used.count(name) > 1)

    @cached_property
    def has_units(self) -> bool:
        """Whether a unit stands in the formula, so that units are carried through it. ``%`` is none."""
        return any(isinstance(step, Constant) and step.unit != Unit() for step in self.steps)

    @cached_property
    def signs(self) -> frozenset[str]:
        """The operations and functions of the formula, by their signs and names."""
        return frozenset(step.sign for step in self.steps if isinstance(step, Operation))

    @cached_property
    def numbers(self) -> tuple[Fraction, ...]:
        """The literal numbers of the formula; ``%`` counts as the 100 that it divides by."""
        own = [step.value for step in self.steps if isinstance(step, Constant)]
        percents = [step for step in self.steps if isinstance(step, Operation) and step.sign == "%"]
        return tuple(own + [Fraction(100)] * len(percents))

    @cached_property
    def subtracts(self) -> bool:
        """Whether a difference is taken anywhere."""
        return any(isinstance(step, Operation) and step.sign == "-" for step in self.steps)


@lru_cache(maxsize=1024)
def parse_formula(text: str, inputs: frozenset[str] | None = None) -> Formula:
    """Read a formula. Raises `FormulaError`.

    `inputs` are the names that the derivation gives its inputs; they shadow units of the same name, and any
    other name that is not a unit is refused. Without them every name is an input that is not a measured unit
    of two letters or more.
    """
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(f"a formula may have {MAX_CHARACTERS:,} characters at the most")
    return Formula(text=text, steps=_FormulaReader(text.translate(_LOOKALIKES), inputs).read())


class _FormulaToken(NamedTuple):
    kind: str
    text: str
    place: int


@dataclass(slots=True)
class _Pending:
    """An operator or an open parenthesis that waits for what follows; `call` is the function it opens."""

    sign: str
    place: int
    call: str | None = None
    arguments: int = 1
    first_step: int = 0


class _FormulaReader:
    """One pass over a formula's tokens."""

    def __init__(self, text: str, inputs: frozenset[str] | None) -> None:
        self.tokens = _tokens(text)
        self.inputs = inputs
        self.next = 0
        self.steps: list[Step] = []
        self.pending: list[_Pending] = []

    def read(self) -> tuple[Step, ...]:
        """Return the steps of the whole formula, checked."""
        if self.tokens[0].kind == "end":
            raise FormulaError("a formula is empty")
        operand_wanted = True
        while self.peek().kind != "end":
            operand_wanted = self.operand() if operand_wanted else self.operator()
        if operand_wanted:
            raise _error(self.peek().place, "the formula ends where an input or a number should follow")
        self.reduce(0)
        if self.pending:
            raise _error(self.pending[-1].place, "this parenthesis is never closed")
        _check_constants(self.steps)
        return tuple(self.steps)

    def peek(self, ahead: int = 0) -> _FormulaToken:
        return self.tokens[min(self.next + ahead, len(self.tokens) - 1)]

    def take(self) -> _FormulaToken:
        token = self.peek()
        self.next += 1
        return token

    def emit(self, step: Step) -> None:
        if len(self.steps) == MAX_NODES:
            raise _error(step.place, f"a formula may have {MAX_NODES} numbers, names and operations")
        self.steps.append(step)

    def operand(self) -> bool:
        """Read one token where an operand should stand. Returns whether one is still wanted."""
        token = self.take()
        if token.text in ("(", "-"):
            self.pending.append(_Pending("neg" if token.text == "-" else "(", token.place))
            return True
        if token.kind == "number":
            self.emit(Constant(token.place, _number(token), self.literal_unit()))
            return False
        if token.kind != "name":
            raise _error(token.place, f"{token.text!r} stands where an input or a number should")
        if token.text in FUNCTIONS and self.peek().text == "(":
            place = self.take().place
            self.pending.append(_Pending("(", place, call=token.text, first_step=len(self.steps)))
            return True
        self.emit(self.named(token))
        return False

    def operator(self) -> bool:
        """Read one token where an operator should stand. Returns whether an operand is wanted next."""
        token = self.take()
        if token.text == "%":
            self.emit(Operation(token.place, "%", 1))
            return False
        if token.text == ")":
            self.close(token)
            return False
        if token.text == ",":
            self.reduce(0)
            if not self.pending or self.pending[-1].call is None:
                raise _error(token.place, "a comma only parts what a function takes; write 5200, not 5,200")
            self.pending[-1].arguments += 1
            return True
        if token.text not in _BINDING:
            hint = "; write 2 * x for 2 x" if token.kind != "sign" else ""
            raise _error(token.place, f"an operator is missing before {token.text!r}{hint}")
        if token.text == "*" and self.peek().text == "*":
            raise _error(token.place, "a power is written with ^")
        # A power groups to the right: what waits is done first only if it binds tighter.
        self.reduce(_BINDING[token.text] + (token.text == "^"))
        self.pending.append(_Pending(token.text, token.place))
        return True

    def reduce(self, binding: int) -> None:
        """Emit the waiting operators that bind at least as tightly, back to the last open parenthesis."""
        while self.pending and self.pending[-1].sign != "(" and _BINDING[self.pending[-1].sign] >= binding:
            done = self.pending.pop()
            self.emit(Operation(done.place, done.sign, 1 if done.sign == "neg" else 2))

    def close(self, token: _FormulaToken) -> None:
        """Close a parenthesis: finish what is inside, and the call that it belongs to."""
        self.reduce(0)
        if not self.pending:
            raise _error(token.place, "this parenthesis was never opened")
        opened = self.pending.pop()
        if opened.call in ("low", "high"):
            inside = self.steps[opened.first_step :]
            if len(inside) != 1 or not isinstance(inside[0], Name) or inside[0].end is not None:
                raise _error(opened.place, f"{opened.call}() takes the name of one input")
            self.steps[-1] = inside[0]._replace(end=opened.call)
        elif opened.call is not None:
            self.emit(Operation(opened.place, opened.call, opened.arguments))

    def named(self, token: _FormulaToken) -> Step:
        """Read an input or a unit that stands alone."""
        if self.inputs is None:
            if len(token.text) > 1 and is_measured(token.text):
                return Constant(token.place, Fraction(1), named_unit(token.text))
            return Name(token.place, token.text)
        if token.text in self.inputs:
            return Name(token.place, token.text)
        if is_measured(token.text) and not self.near_input(token.text, case_only=True):
            return Constant(token.place, Fraction(1), named_unit(token.text))
        raise _error(
            token.place, f"{token.text[:40]!r} is neither an input nor a unit{self.suggestion(token.text)}"
        )

    def literal_unit(self) -> Unit:
        """Read the unit behind a number: a name, and further ones behind ``/`` that are no inputs."""
        unit = Unit()
        if self.peek().kind != "name" or self.peek(1).text == "(":
            return unit
        unit *= self.unit_factor(self.take())
        while self.peek().text == "/" and self.peek(1).kind == "name" and self.peek(2).text != "(":
            name = self.peek(1).text
            if name in (self.inputs or ()) or (self.inputs is None and not is_measured(name)):
                break
            self.take()
            unit /= self.unit_factor(self.take())
        return unit

    def unit_factor(self, token: _FormulaToken) -> Unit:
        """Read one name of a literal's unit, with its power."""
        if token.text in (self.inputs or ()):
            raise _error(token.place, f"{token.text!r} is an input: write * between the number and its name")
        if not is_measured(token.text) and self.near_input(token.text):
            raise _error(token.place, f"{token.text[:40]!r} is not an input{self.suggestion(token.text)}")
        unit = named_unit(token.text)
        if self.peek().text == "^" and self.peek(1).kind == "number":
            self.take()
            exponent = self.take()
            if not re.fullmatch("[1-9]", exponent.text):
                raise _error(exponent.place, "the power of a unit is a digit from 1 to 9")
            unit = unit ** int(exponent.text)
        return unit

    def near_input(self, name: str, *, case_only: bool = False) -> bool:
        """Return whether a name is likely to be a misspelled input."""
        # "100 GBP/person" may stand beside an input `persons`.
        inputs = [known for known in self.inputs or () if known != name + "s"]
        if any(name.casefold() == known.casefold() for known in inputs):
            return True
        return not case_only and bool(_near(name, inputs, 1, 0.8))

    def suggestion(self, name: str) -> str:
        """Return the names that were likely meant, as the end of a message."""
        known = [*sorted(self.inputs or ()), *FUNCTIONS, *known_names()]
        near = _near(name, known, 3, 0.7)
        if not near and self.inputs:
            return f"; the inputs are {_listed(sorted(self.inputs)[:20])}"
        return f"; did you mean {_listed(near)}?" if near else ""


def _check_constants(steps: Iterable[Step]) -> None:
    """Refuse what fails for every input: a division by 0, a broken exponent, 9^9^9."""
    stack: list[Fraction | None] = []
    for step in steps:
        if isinstance(step, Constant):
            stack.append(step.value if step.unit == Unit() else None)
        elif isinstance(step, Name):
            stack.append(None)
        else:
            operands = stack[-step.takes :]
            del stack[-step.takes :]
            try:
                stack.append(_constant(step.sign, operands))
            except ArithmeticError as error:
                raise _error(step.place, str(error)) from None


def _constant(sign: str, operands: list[Fraction | None]) -> Fraction | None:
    """Return the result where every operand is known. A known divisor or exponent is checked in any case."""
    known = [operand for operand in operands if operand is not None]
    if len(known) == len(operands):
        return rational.apply(sign, known)
    if sign in ("/", "^") and operands[1] is not None:
        rational.apply(sign, [Fraction(1), operands[1]])
    return None


def _number(token: _FormulaToken) -> Fraction:
    mantissa, _, exponent = token.text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS + 1:
        raise _error(token.place, f"a number may have {MAX_DIGITS} digits at the most")
    if len(exponent) > 4 or abs(int(exponent or 0)) > MAX_EXPONENT:
        raise _error(token.place, f"an exponent may be {MAX_EXPONENT} at the most")
    return Fraction(Decimal(token.text))


def _tokens(text: str) -> list[_FormulaToken]:
    """Return the tokens of a formula, the last of kind ``end``."""
    found: list[_FormulaToken] = []
    place = 0
    for match in _token().finditer(text):
        if match.start() != place:
            break
        place = match.end()
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(_FormulaToken(kind, match[0], match.start()))
    if place < len(text):
        raise _error(place, f"{text[place]!r} has no meaning in a formula")
    return [*found, _FormulaToken("end", "", len(text))]


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"(?P<space>\s+)|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
        r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>[-+*/^%(),])"
    )


def _near(name: str, known: list[str], count: int, likeness: float) -> list[str]:
    """Return the known names that are spelled most like `name`."""
    # Imported here: only a formula that is refused needs it.
    from difflib import get_close_matches

    return get_close_matches(name[:80], known, n=count, cutoff=likeness)


def _listed(names: Iterable[str]) -> str:
    return " or ".join(f"{name!r}" for name in names)


def _error(place: int, why: str) -> FormulaError:
    return FormulaError(f"formula, character {place + 1}: {why}")
