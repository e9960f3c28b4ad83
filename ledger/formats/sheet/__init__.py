"""The sheet of a fact-check desk, as CSV and XLSX."""
