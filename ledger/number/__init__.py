"""The meaning of numbers: quantities, intervals, units, formulas, exact arithmetic."""
