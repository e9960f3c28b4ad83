"""Walking and judging what a ledger holds. Pure: records in, a trace and findings out; no SQL, no clock."""
