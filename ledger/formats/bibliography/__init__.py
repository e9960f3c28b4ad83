"""Reads the sources of reference managers: CSL-JSON and BibTeX."""
