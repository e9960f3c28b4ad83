"""`ledger serve --sign`: the desk signs what one person records with that person's key, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from ledger import Ledger
from tests.web.conftest import Served

PROXIED = (
    "--trust-header",
    "X-User",
    "--trust-proxy",
    "127.0.0.1",
    "--role",
    "Ann=owner",
    "--role",
    "Bob=owner",
)
LINES = {"Content-Type": "application/jsonl"}


@pytest.fixture
def key(case_db: str, tmp_path: Path) -> Path:
    """Ann's key, which the ledger knows."""
    made = tmp_path / "ann.key"
    Ledger.new_key("Ann", made, person=True)
    with Ledger.open(case_db, who="Ann", sign=made) as ledger:
        ledger.introduce_key(made)
    return made


def signed(case_db: str) -> dict[str, str | None]:
    """The standing of the signature of whoever recorded each figure, by its key."""
    with Ledger.open(case_db) as ledger:
        ledger.verify(deep=True)
        records = {name: ledger.show(name).record for name in ("of-ann", "of-bob")}
        return {
            f"{name} {record.by}": None if record.signature is None else record.signature.standing
            for name, record in records.items()
        }


def test_the_desk_signs_as_the_person_whose_key_it_has(
    case_db: str, key: Path, serve: Callable[..., Served]
) -> None:
    served = serve(case_db, "--sign", str(key), *PROXIED)
    for name in ("Ann", "Bob"):
        line = f'{{"record":"figure","key":"of-{name.lower()}","quantity":"5 houses","note":"{name}"}}'
        sent = httpx.post(
            f"{served.root}/api/records", content=line, headers={**LINES, "X-User": name}, timeout=30
        )
        assert sent.status_code == 201, sent.text
    assert served.stop() == ""
    assert signed(case_db) == {"of-ann Ann": "good", "of-bob Bob": None}


def test_a_judgement_in_the_browser_is_signed(case_db: str, key: Path, serve: Callable[..., Served]) -> None:
    served = serve(case_db, "--sign", str(key))
    with served.client() as client:
        page = client.post(
            "/drafts",
            data={"text": "There were 40 trials.", "csrf": csrf(client)},
            headers={"Origin": served.root},
        )
        assert page.url.path.startswith("/draft/")
    with Ledger.open(case_db) as ledger:
        counts = ledger.verify(deep=True).signatures
        assert counts is not None
        captured = [line for line in ledger.log() if line.kind == "snapshot"]
        assert [line.signature is not None and line.signature.standing for line in captured] == ["good"]


def csrf(client: httpx.Client) -> str:
    """The token that the forms of a page bring back."""
    return client.get("/").text.partition('name="csrf" value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    "content", ["", "no key at all", "+desk+0000"], ids=["empty", "words", "no private key"]
)
def test_a_key_that_is_none_is_refused_before_anything_is_served(
    case_db: str, serve: Callable[..., Served], tmp_path: Path, content: str
) -> None:
    file = tmp_path / "no.key"
    file.write_text(content)
    with pytest.raises(AssertionError, match="error: "):
        serve(case_db, "--sign", str(file))
    with pytest.raises(AssertionError, match="error: "):
        serve(case_db, "--sign", str(tmp_path / "missing.key"))
