"""The page of a figure or of a story, in HTML."""
