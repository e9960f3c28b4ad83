"""What a ledger holds: records, their words, numbers, units and dates. Pure; reads nothing but the schema."""
