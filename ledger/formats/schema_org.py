"""The schema.org types of works."""

from __future__ import annotations

from typing import Final

#: Other kinds of sources are a CreativeWork with the kind as its genre.
WORK_TYPES: Final = {
    "article": "Article",
    "report": "Report",
    "post": "SocialMediaPosting",
    "dataset": "Dataset",
    "book": "Book",
}
