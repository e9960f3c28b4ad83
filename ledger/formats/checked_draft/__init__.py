"""A checked draft: the text as it was written, with a comment on each figure. As a Word document, HTML and Markdown."""
