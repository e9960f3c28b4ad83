"""Exports the types of a ledger's answers, for the rooms that render them."""

from ledger.book.checking import Checked
from ledger.book.findings import Findings, Subject
from ledger.book.history import History, LogLine
from ledger.book.importing import Import, Imported
from ledger.book.listing import Listed, Wanted
from ledger.book.making import Status
from ledger.book.proposals import Proposal
from ledger.book.redacting import UNREACHABLE, Redacted
from ledger.model.record import Correction, Figure, Link, Quote, Redaction, Review
from ledger.number.quantity import Quantity
from ledger.store.append import Outcome
from ledger.tlog.add_checkpoint import MAX_REQUEST_BYTES as MAX_WITNESS_REQUEST
from ledger.trace.document import Origin, Trace, TracedFigure, TracedLink
from ledger.trace.finding import Finding, Rule
from ledger.trace.material import Entry, Party, Work
from ledger.trust.page_proof import ProvenPage
from ledger.trust.proving import Proven, ProvenFigure
from ledger.trust.recorder_signatures import SignatureCounts
from ledger.trust.sealing import SealReport
from ledger.trust.timestamping import TimeStamp
from ledger.trust.verifying import Extended, Verified
from ledger.trust.witness import LogWitness, WitnessAnswer

__all__ = [
    "MAX_WITNESS_REQUEST",
    "UNREACHABLE",
    "Checked",
    "Correction",
    "Entry",
    "Extended",
    "Figure",
    "Finding",
    "Findings",
    "History",
    "Import",
    "Imported",
    "Link",
    "Listed",
    "LogLine",
    "LogWitness",
    "Origin",
    "Outcome",
    "Party",
    "Proposal",
    "Proven",
    "ProvenFigure",
    "ProvenPage",
    "Quantity",
    "Quote",
    "Redacted",
    "Redaction",
    "Review",
    "Rule",
    "SealReport",
    "SignatureCounts",
    "Status",
    "Subject",
    "TimeStamp",
    "Trace",
    "TracedFigure",
    "TracedLink",
    "Verified",
    "Wanted",
    "WitnessAnswer",
    "Work",
]
