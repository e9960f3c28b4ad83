"""The screens of the desk. A module exports `routes`, and `app.create_app` puts its guards before each of them.

A handler is ``def handler(request: Request) -> Response``, run in a thread of its own:

- ``request.state.user`` is who asks (`users.User`: `name`, `role`, `may("reviewer")`);
- ``with request.app.state.desk.ledger(request.state.user) as ledger`` is the ledger that records in their name;
- ``request.state.form`` holds what a form sent, files among it, ``request.state.body`` whatever else was sent. A form
  has ``<input type="hidden" name="csrf" value="{{ csrf }}">``; htmx sends the token in a header by itself;
- `templating.page(request, "name.html.jinja", …)` renders a template, in which ``static('desk.css')`` is an address
  with its hash, and ``text | visible`` shows what a source wrote;
- `users.needs("reviewer")` says who may call it (without it a reader GETs, and a recorder does all else),
  `handling.accepts(bytes)` how much may be sent (without it 1 MB);
- a `LedgerError` that it raises becomes an answer in the ledger's words.
"""
