"""What schema.org calls the kinds of works and parties."""

from __future__ import annotations

from typing import Final

#: A kind of source that has no type of its own is a CreativeWork, with the kind as its genre.
WORK_TYPES: Final = {
    "article": "Article",
    "report": "Report",
    "post": "SocialMediaPosting",
    "dataset": "Dataset",
    "book": "Book",
}
