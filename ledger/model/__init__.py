"""The records of a ledger: their words, numbers, units and dates. Pure; reads nothing but the schema."""
