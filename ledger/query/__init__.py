"""Questions to the store, handed to the trace room: what the book and the trust room both need."""
