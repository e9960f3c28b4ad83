"""``python -m ledger``: the same commands as ``ledger``."""

from ledger.cli import main

main()
