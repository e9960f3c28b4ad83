"""Whatever the manual says to ask the desk is asked, as it stands there."""

from __future__ import annotations

import json
import os
import subprocess

from jsonschema import Draft202012Validator

from ledger.book.published import page, schema_text
from tests.web.conftest import Served


def requests() -> list[str]:
    """The commands with curl in the manual's page of the desk."""
    fenced = [block.partition("```")[0] for block in page("desk").split("```bash\n")[1:]]
    lines = [line for block in fenced for line in block.replace("\\\n", " ").splitlines()]
    return [line for line in lines if "curl" in line]


def test_every_request_of_the_manual_is_answered_as_it_says(served: Served) -> None:
    environment = os.environ | {"DESK": served.root, "TOKEN": served.token}
    asked = requests()
    assert len(asked) > 10
    for command in asked:
        done = subprocess.run(
            ["bash", "-c", command.replace("curl -s", "curl -sS --fail-with-body")],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), (command, done.stdout)
        if "/api/export" in command:
            assert json.loads(done.stdout.splitlines()[-1])["key"] == "five"
        else:
            document = json.loads(done.stdout)
            Draft202012Validator(json.loads(schema_text(document["format"]))).validate(document)
