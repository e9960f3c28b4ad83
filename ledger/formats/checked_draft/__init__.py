"""Writes a checked draft, its text unchanged with a comment on each figure, as a Word document, HTML and Markdown."""
