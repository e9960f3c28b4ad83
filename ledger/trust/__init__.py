"""Keys, seals, bundles and proofs of pages: what an outsider can verify."""
