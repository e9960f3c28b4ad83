"""The words for findings: every code has all of them, in the form that each is used in."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from ledger.model.vocabulary import SEVERITIES
from ledger.trace import rules as module
from ledger.trace.finding import Rule
from ledger.trace.rules import RULES, rules

TRACE = Path(module.__file__).parent


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_all_its_words(rule: Rule) -> None:
    assert rule.severity in SEVERITIES
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert len(rule.title) <= 45
    # A label on a line of a drawing: a few words, not a sentence.
    assert 1 <= len(rule.short.split()) <= 5
    assert not rule.short.endswith(".")
    for text in (rule.explain, rule.advice):
        assert text == " ".join(text.split())
        assert text.endswith(".")
    assert len(rule.explain.split()) >= 10
    # Its first sentence stands in the table of findings.
    assert len(re.split(r"(?<=[.])\s", rule.explain)[0]) < 170


def test_no_two_rules_are_of_one_code_or_called_alike() -> None:
    assert len(rules()) == len(RULES)
    for words in ("title", "short"):
        assert len({getattr(rule, words) for rule in RULES}) == len(RULES)


def test_every_code_that_is_named_where_findings_are_made_has_a_rule() -> None:
    named: dict[str, str] = {}
    for path in TRACE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            kind = node.func.id if isinstance(node.func, ast.Name) else ""
            first = node.args[0] if node.args and kind == "drift" else None
            first = next((keyword.value for keyword in node.keywords if keyword.arg == "code"), first)
            if isinstance(first, ast.Constant) and kind in ("drift", "Drift", "Notice", "Finding"):
                named[str(first.value)] = path.name
    assert len(named) > 15
    assert named.keys() <= rules().keys()
