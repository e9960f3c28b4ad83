"""A transparency log over bytes: canonical JSON (RFC 8785) and Merkle trees (RFC 6962, C2SP tlog-tiles)."""
