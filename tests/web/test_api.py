"""The HTTP API: the documents of `--json`, conditional answers, pages, and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from ledger import Ledger
from ledger.book.published import schema_text
from ledger.book.worked_case import RECORDS
from tests.fresh_ledger import fresh_ledger
from tests.web.conftest import Served

LINES = {"Content-Type": "application/jsonl"}


@pytest.fixture
def api(served: Served) -> Iterator[httpx.Client]:
    """A program that asks a desk over the worked case."""
    with served.program() as client:
        yield client


def valid(answer: httpx.Response) -> dict[str, Any]:
    """The document of an answer, held against the schema that it names."""
    assert answer.headers["content-type"] == "application/json", answer.text
    document: dict[str, Any] = answer.json()
    Draft202012Validator(json.loads(schema_text(document["format"]))).validate(document)
    return document


def problem(answer: httpx.Response) -> dict[str, Any]:
    """The problem details of an answer that says no."""
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status_code
    assert document["title"]
    assert document["detail"]
    return document


DOCUMENTS = {
    "/api/trace/tdp-5200": "trace",
    "/api/trace/tdp-5200?depth=1&as_of=64": "trace",
    "/api/impact/mz-100": "trace",
    "/api/impact/mz-100?limit=2": "trace",
    "/api/check": "check",
    "/api/check?ref=tdp-5200&select=hedge-dropped&select=label-changed": "check",
    "/api/list": "list",
    "/api/list?agent=Mediazona&status=current": "list",
    "/api/search?q=convictions": "list",
    "/api/show/mod-5200": "show",
    "/api/log?ref=mod-5200": "log",
    "/api/derive/mod-5200": "derive",
    "/api/todo?most=3": "todo",
}


def test_every_document_fits_its_published_schema(api: httpx.Client) -> None:
    for path, name in DOCUMENTS.items():
        assert valid(api.get(path))["format"] == f"ledger-{name}/1", path
    scan = api.post(
        "/api/scan", content="Nearly 100 convictions a week.", headers={"Content-Type": "text/plain"}
    )
    assert valid(scan)["figures"][0]["quantity"]["value"] == "100"


def test_documents_are_those_of_the_library(api: httpx.Client, case_db: str) -> None:
    with Ledger.open(case_db) as ledger:
        assert api.get("/api/trace/tdp-5200").json() == ledger.trace("tdp-5200").to_json()
        url = "https://example.org/a?b=c&d=%2F"
        ledger.add("5 houses", reported_by=["Dee"], source=url)
        assert api.get(f"/api/trace/{quote(url, safe='')}").json() == ledger.trace(url).to_json()
        lines = [json.loads(line) for line in api.get("/api/export").text.splitlines()]
        assert lines == list(ledger.export_lines())


def test_an_impact_is_read_page_by_page(api: httpx.Client, case_db: str) -> None:
    with Ledger.open(case_db) as ledger:
        whole = ledger.impact("mz-100").to_json()
    figures, links, findings = [], [], []
    following: str | None = "/api/impact/mz-100?limit=3"
    while following is not None:
        answer = api.get(following)
        document = valid(answer)
        assert 0 < len(document["figures"]) <= 3
        figures += document["figures"]
        links += document["links"]
        findings += document["findings"]
        # Whatever is recorded meanwhile, every page is of the same ledger.
        api.post("/api/records", content='{"record":"figure","relays":"mz-100"}', headers=LINES)
        following = answer.links["next"]["url"] if "next" in answer.links else None
    assert (figures, links) == (whole["figures"], whole["links"])
    assert sorted(map(json.dumps, findings)) == sorted(map(json.dumps, whole["findings"]))
    wrong = problem(api.get("/api/impact/mz-100?after=1&limit=3"))
    assert wrong["status"] == 422
    assert "none of the figures" in wrong["detail"]


def test_the_description_is_valid_and_says_all_that_there_is(api: httpx.Client) -> None:
    document = api.get("/api/openapi.json").json()
    OpenAPIV31SpecValidator(document).validate()
    for path in DOCUMENTS:
        bare = path.partition("?")[0]
        ways = {bare, bare.rpartition("/")[0] + "/{ref}"}
        assert ways & set(document["paths"]), path
    assert "post" in document["paths"]["/api/records"]


def test_what_did_not_change_is_not_sent_again(api: httpx.Client) -> None:
    for path in DOCUMENTS:
        tag = api.get(path).headers["etag"]
        again = api.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (
        api.post("/api/records", content='{"record":"agent","name":"Dee"}', headers=LINES).status_code == 201
    )
    fresh = api.get("/api/list", headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert fresh.headers["etag"] != tag


@pytest.mark.parametrize(("path", "many"), [("/api/list", "figures"), ("/api/log", "entries")])
def test_pages_follow_one_another_and_leave_nothing_out(api: httpx.Client, path: str, many: str) -> None:
    whole = api.get(path, params={"limit": 1000}).json()[many]
    found: list[Any] = []
    following: str | None = f"{path}?limit=5"
    while following:
        answer = api.get(following)
        part = valid(answer)[many]
        assert 0 < len(part) <= 5
        found += part
        following = answer.links.get("next", {}).get("url")
    assert found == whole
    assert len(found) > 10


def test_a_reference_to_nothing_says_what_is_like_it(api: httpx.Client) -> None:
    answer = problem(api.get("/api/trace/tdp-520"))
    assert (answer["status"], answer["code"]) == (404, "not-found")
    assert "tdp-5200" in answer["near"]
    assert problem(api.get("/api/nothing"))["status"] == 404
    assert problem(api.delete("/api/list"))["status"] == 405


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/trace/tdp-5200?depht=1", "did you mean depth?"),
        ("/api/trace/tdp-5200?depth=-1", "depth is a whole number"),
        ("/api/list?limit=5000", "limit is a whole number from 1 to 1,000"),
        ("/api/list?limit=٣", "limit is a whole number"),
        ("/api/export?with_texts=1", "with_texts is true or false"),
        ("/api/check?select=nonsense", "nonsense"),
    ],
)
def test_a_query_that_is_not_understood_is_refused(api: httpx.Client, path: str, words: str) -> None:
    answer = problem(api.get(path))
    assert answer["status"] == 422
    assert words in json.dumps(answer, ensure_ascii=False)


def test_all_problems_of_what_is_sent_are_named_and_nothing_is_recorded(api: httpx.Client) -> None:
    before = api.get("/api/list").headers["etag"]
    lines = [
        '{"record":"agent","name":"Dee"}',
        '{"record":"agent"}',
        '{"record":"figure","stated":"whenever"}',
    ]
    answer = problem(api.post("/api/records", content="\n".join(lines), headers=LINES))
    assert answer["status"] == 422
    assert {found["line"] for found in answer["problems"]} == {2, 3}
    assert api.get("/api/list").headers["etag"] == before


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("", "application/jsonl", 422),
        ("not json", "application/jsonl", 422),
        ("[1]", "application/json", 422),
        ('{"record":"agent","name":"Dee"}', "text/csv", 415),
        ("record=agent", "application/x-www-form-urlencoded", 415),
        (" " * 16_000_001, "application/jsonl", 413),
    ],
)
def test_what_cannot_be_recorded_is_refused(api: httpx.Client, content: str, kind: str, status: int) -> None:
    answer = api.post("/api/records", content=content, headers={"Content-Type": kind})
    assert problem(answer)["status"] == status


def test_an_endless_body_is_cut_off(api: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 1_000_000

    assert api.post("/api/records", content=endless(), headers=LINES).status_code == 413


def test_the_same_records_again_are_recorded_already(api: httpx.Client) -> None:
    content = '{"record":"figure","key":"five","quantity":"5 houses","reported_by":["Dee"]}'
    first = api.post("/api/records", content=content, headers=LINES)
    again = api.post("/api/records", content=content, headers=LINES)
    assert (first.status_code, again.status_code) == (201, 200)
    assert valid(first)["id"] == valid(again)["id"]
    assert not any(outcome["recorded"] for outcome in again.json()["outcomes"])
    rehearsed = api.post("/api/records?dry_run=true", content=content.replace("five", "six"), headers=LINES)
    assert rehearsed.json()["dry_run"] is True


def test_a_request_with_a_key_is_carried_out_once(api: httpx.Client) -> None:
    headers = {**LINES, "Idempotency-Key": "8e03978e"}

    def send(verdict: str) -> httpx.Response:
        content = json.dumps({"record": "review", "of": "mod-5200", "verdict": verdict})
        return api.post("/api/records", content=content, headers=headers)

    first = send("confirmed")
    assert send("confirmed").json() == first.json()
    assert problem(send("disputed"))["status"] == 422
    assert (
        len(
            [
                entry
                for entry in api.get("/api/show/mod-5200").json()["history"]
                if "verdict" in entry["record"]
            ]
        )
        == 1
    )


def test_a_taken_key_stays_with_its_holder(api: httpx.Client) -> None:
    content = '{"record":"figure","key":"mz-100","quantity":"5 houses","reported_by":["Dee"]}'
    answer = valid(api.post("/api/records", content=content, headers=LINES))
    assert "mz-100 is taken" in answer["warnings"][0]


def test_the_second_of_two_is_told(api: httpx.Client, case_db: str) -> None:
    seen = api.get("/api/show/mod-5200").headers["etag"]
    with Ledger.open(case_db, who="Ben") as ledger:
        ledger.review("mod-5200", "disputed")
    content = '{"record":"review","of":"mod-5200","verdict":"confirmed"}'
    answer = problem(api.post("/api/records", content=content, headers={**LINES, "If-Match": seen}))
    assert (answer["status"], answer["code"]) == (412, "overtaken")
    assert "Ben, " in answer["detail"]
    now = api.get("/api/show/mod-5200").headers["etag"]
    assert api.post("/api/records", content=content, headers={**LINES, "If-Match": now}).status_code == 201
    for foreign in ('"nonsense"', '"9999-' + "0" * 32 + '-0"'):
        answer = problem(api.post("/api/records", content=content, headers={**LINES, "If-Match": foreign}))
        assert answer["status"] == 422


def test_documents_to_scan_may_be_files(api: httpx.Client) -> None:
    page = "<html><body><p>Nearly 100 convictions a week, the ministry said.</p></body></html>"
    answer = api.post("/api/scan?name=page.html", content=page, headers={"Content-Type": "text/html"})
    assert [figure["quantity"]["value"] for figure in valid(answer)["figures"]] == ["100"]
    damaged = api.post(
        "/api/scan?name=a.pdf", content=b"%PDF-1.4 nothing", headers={"Content-Type": "application/pdf"}
    )
    assert problem(damaged)["code"] == "format"


def test_a_text_within_json_is_not_scanned_with_its_braces(api: httpx.Client) -> None:
    answer = api.post("/api/scan", json={"text": "Nearly 100 soldiers a week"})
    assert (answer.status_code, "the document itself" in answer.json()["detail"]) == (415, True)


def test_where_there_is_nothing_it_is_said_what_there_is(api: httpx.Client) -> None:
    for path in ("/api", "/api/", "/api/nothing"):
        nothing = api.get(path)
        assert (nothing.status_code, nothing.headers["content-type"]) == (404, "application/problem+json")
        assert "/api/openapi.json" in nothing.json()["hint"]
    for method in ("DELETE", "OPTIONS", "PUT"):
        answer = api.request(method, "/api/list")
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
        assert "GET" in answer.json()["detail"]


def test_what_costs_is_limited(api: httpx.Client) -> None:
    statuses = [api.get("/api/check", params={"ref": "mz-100"}).status_code for _ in range(60)]
    assert set(statuses) == {200, 429}
    answer = api.get("/api/check")
    assert problem(answer)["status"] == 429
    assert int(answer.headers["retry-after"]) > 0
    # What costs nothing goes on.
    assert api.get("/api/trace/mz-100").status_code == 200


def test_a_program_needs_no_token_of_a_form_and_a_page_does(served: Served) -> None:
    content = '{"record":"agent","name":"Dee"}'
    with served.client() as browser:
        csrf = browser.get("/").text.partition("X-CSRF-Token&#34;: &#34;")[2].partition("&")[0]
        foreign = {**LINES, "Origin": "https://evil.example"}
        assert browser.post("/api/records", content=content, headers=foreign).status_code == 403
        crossing = {**LINES, "Sec-Fetch-Site": "cross-site"}
        assert browser.post("/api/records", content=content, headers=crossing).status_code == 403
        plain = {"Content-Type": "text/plain"}
        assert browser.post("/api/scan", content="5 houses", headers=plain).status_code == 403
        wrong = {**plain, "X-CSRF-Token": "0" * 64}
        assert browser.post("/api/scan", content="5 houses", headers=wrong).status_code == 403
        right = {**plain, "X-CSRF-Token": csrf, "Origin": served.root}
        assert browser.post("/api/scan", content="5 houses", headers=right).status_code == 200


def test_a_busy_ledger_says_when_to_come_again(served: Served, api: httpx.Client, case_db: str) -> None:
    import sqlite3

    holder = sqlite3.connect(case_db, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = api.post("/api/records", content='{"record":"agent","name":"Dee"}', headers=LINES)
        assert problem(answer)["status"] == 503
        assert answer.headers["retry-after"]
        # Whoever reads goes on.
        assert api.get("/api/trace/mz-100").status_code == 200
    finally:
        holder.close()


def test_on_either_database_many_post_at_the_same_time(
    new_db: Callable[[], str], serve: Callable[..., Served]
) -> None:
    where = new_db()
    with fresh_ledger(where, name="desk", who="Ann") as ledger:
        ledger.record(RECORDS)
    served = serve(where)
    with served.program() as client:
        assert valid(client.get("/api/trace/tdp-5200"))["figures"]

        def post(number: int) -> int:
            line = {
                "record": "figure",
                "key": f"n{number}",
                "quantity": f"{number} houses",
                "reported_by": ["Dee"],
            }
            return client.post("/api/records", content=json.dumps(line), headers=LINES).status_code

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(post, range(1, 25))) == {201}
    with Ledger.open(where) as ledger:
        keys = {listed.entry.key for listed in ledger.list(agent="Dee")}
        assert keys == {f"n{number}" for number in range(1, 25)}
        assert ledger.verify(deep=True).size == ledger.size


def test_killed_at_any_moment_it_loses_nothing_that_it_acknowledged(
    new_db: Callable[[], str], serve: Callable[..., Served]
) -> None:
    where = new_db()
    fresh_ledger(where, name="desk", who="Ann").close()
    acknowledged: set[str] = set()
    for life in range(3):
        served = serve(where)
        with served.program() as client:

            def post(number: int, life: int = life, client: httpx.Client = client) -> None:
                key = f"n{life}-{number}"
                line = {
                    "record": "figure",
                    "key": key,
                    "quantity": f"{number} houses",
                    "reported_by": [f"P{life}"],
                }
                try:
                    answer = client.post("/api/records", content=json.dumps(line), headers=LINES)
                except httpx.TransportError:
                    return
                assert answer.status_code == 201
                acknowledged.add(key)

            with ThreadPoolExecutor(4) as pool:
                posted = [pool.submit(post, number) for number in range(1, 80)]
                while len(acknowledged) < 15 * (life + 1):
                    assert served.process.poll() is None
                    if all(future.done() for future in posted):
                        break
                served.process.kill()
                for future in posted:
                    future.result()
    with Ledger.open(where) as ledger:
        assert acknowledged <= {listed.entry.key for listed in ledger.list()}
        ledger.verify(deep=True)
    assert len(acknowledged) >= 45
