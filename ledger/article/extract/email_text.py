"""An e-mail: its text part, else its HTML; subject, sender and date from its head. Attachments are named, not read."""

from __future__ import annotations

import email
import re
from datetime import UTC
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Final

from ledger.article.extract.document_text import MAX_PARTS, Document, cleaned, language_tag, name
from ledger.errors import FormatError

#: What parts a message has at the most 70 characters (RFC 2046, section 5.1.1); the library makes an expression of it.
_LONG_BOUNDARY: Final = re.compile(rb"boundary\s{0,100}=\s{0,100}[^\s;]{73}", re.IGNORECASE)


def read(data: bytes, *, media_type: str, url: str | None = None, encoding: str | None = None) -> Document:  # noqa: ARG001
    """Read an e-mail. Raises FormatError where it has no text."""
    if _LONG_BOUNDARY.search(data):
        raise FormatError("a boundary in the e-mail has more than 70 characters", hint="save it once more")
    try:
        message = email.message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        if sum(1 for _ in message.walk()) > MAX_PARTS:
            raise FormatError("the e-mail has more parts than are read", hint="save the part that is needed")
        body = message.get_body(preferencelist=("plain", "html"))
        content = None if body is None else body.get_content()
        attached = [
            name(part.get_filename()) or "a file without a name" for part in message.iter_attachments()
        ]
        subject, sender = str(message["subject"] or ""), message["from"]
        senders = [
            str(address.display_name or address.addr_spec) for address in getattr(sender, "addresses", ())
        ]
    except (MessageError, LookupError, ValueError, RecursionError, AttributeError, TypeError) as error:
        raise FormatError("the e-mail is damaged", hint="save it from the mail program once more") from error
    if body is None or not isinstance(content, str):
        raise FormatError("the e-mail has no text", hint="save the attachment that is needed")
    if body.get_content_subtype() == "html":
        from ledger.article.extract import html_text

        text = html_text.read(content.encode(), media_type="text/html", encoding="utf-8").text
    else:
        text = content
    if attached:
        text += "\n\n" + "\n".join(f"[attachment, not read: {file}]" for file in attached)
    return Document(
        text=cleaned(text),
        media_type=media_type,
        title=name(subject),
        url=url,
        authors=tuple(filter(None, map(name, senders))),
        published=_sent(str(message["date"] or "")),
        language=language_tag(str(message["content-language"] or "")),
    )


def _sent(date: str) -> str | None:
    try:
        sent = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (sent.astimezone(UTC) if sent.tzinfo else sent).date().isoformat()
