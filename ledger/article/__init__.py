"""Proposals from the text of an article: its figures, who states them, and which came from which."""
