"""Writes a checked draft as one HTML file without script: the text unchanged, comments beside the marked figures."""

from __future__ import annotations

from typing import Final, TextIO

from ledger.formats import Export
from ledger.formats.checked_draft.draft_comments import comments, draft_of, pieces

_TEMPLATE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}</title>
<style>
:root { color-scheme: light dark; --bad: #b3261e; --odd: #8a5200; --good: #1b6b42; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff9a90; --odd: #f0b45a; --good: #7fd6a5; } }
body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Georgia, serif; }
main { display: grid; gap: 2rem; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
mark { background: none; color: inherit; border-bottom: 3px solid var(--tone); scroll-margin: 3rem; }
mark a, ol a { color: inherit; }
.changed, .wrong { --tone: var(--bad); } .confirmed { --tone: var(--good); }
.upstream-changed, .to-look-at, .not-entered { --tone: var(--odd); }
ol { font: .9rem/1.45 system-ui, sans-serif; padding-left: 2rem; overflow-wrap: anywhere; }
li { margin-bottom: 1rem; border-left: 3px solid var(--tone); padding-left: .6rem; scroll-margin: 3rem; }
li:target, mark:target { outline: 2px solid var(--tone); }
li p { margin: 0 0 .2rem; } li p:first-of-type { font-weight: 600; }
@media (max-width: 50rem) { main { grid-template-columns: minmax(0, 1fr); } }
</style>
<body>
<h1>{{ title }}</h1>
<main>
<p class="text">
{%- for piece in pieces -%}
{%- if piece.comments -%}
<mark class="{{ states[piece.comments[0]] }}" id="f{{ piece.comments[0] }}">{{ piece.text }}</mark>
{%- else -%}{{ piece.text }}{%- endif -%}
{%- for number in piece.ending -%}<sup><a href="#c{{ number }}">{{ number }}</a></sup>{%- endfor -%}
{%- endfor -%}
</p>
<ol>
{%- for comment in comments %}
<li class="{{ comment.figure.state }}" id="c{{ comment.number }}">
{%- for line in comment.lines %}
<p>{{ line }}</p>
{%- endfor %}
{%- if comment.span %}
<p><a href="#f{{ comment.number }}">in the text</a></p>
{%- endif %}
</li>
{%- endfor %}
</ol>
</main>
</body>
</html>
"""


def dump(export: Export, stream: TextIO) -> None:
    """Write the newest version of a draft. Raises InputError unless one source with a text is exported."""
    from jinja2 import Environment, StrictUndefined

    draft = draft_of(export)
    margin = comments(draft)
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_TEMPLATE)
    stream.write(
        template.render(
            title=draft.title or draft.key or "Draft",
            pieces=list(pieces(draft.text, margin)),
            comments=margin,
            states={comment.number: comment.figure.state for comment in margin},
        )
    )
