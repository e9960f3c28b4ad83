"""The desk of the command line, for the cases that are commands."""

from __future__ import annotations

from tests.cli.conftest import desk, desk_at, surroundings

__all__ = ["desk", "desk_at", "surroundings"]
