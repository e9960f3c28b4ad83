"""Notes for a draft: footnotes and lines to paste."""
