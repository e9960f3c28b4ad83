"""Sources from reference managers: CSL-JSON and BibTeX. They are read, and never written."""
