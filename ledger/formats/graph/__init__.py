"""The drawn graph: SVG, Mermaid and Graphviz."""
