"""What a number means: quantities, intervals, units, formulas, exact arithmetic."""
