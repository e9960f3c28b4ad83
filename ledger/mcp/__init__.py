"""The ledger for an assistant, over the Model Context Protocol: it reads, searches, computes and proposes."""
