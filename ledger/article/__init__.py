"""From an article to proposals: its figures, who states them, and which came from which."""
