"""An empty ledger is handed out as nothing, in every form of the desk."""

from __future__ import annotations

import pytest

from ledger.book import Ledger
from tests.formats.sheets import taken, written


@pytest.mark.parametrize("form", ["csv", "xlsx", "markdown", "cite"])
def test_there_is_nothing_to_tell(ledger: Ledger, form: str) -> None:
    document = written(ledger, form)
    if form in ("csv", "xlsx"):
        assert taken(ledger, form, document).lines == 0
    else:
        assert document == b""
