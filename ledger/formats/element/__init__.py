"""`<figure-trace>`: the card of a bundle on a publisher's page, checked in the reader's browser."""
