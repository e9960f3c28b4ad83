"""A transparency log over bytes: canonical JSON (RFC 8785), Merkle trees and proofs (RFC 6962), signed notes (C2SP)."""
