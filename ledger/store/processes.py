"""Spreads work over processes: reading a whole ledger, and checking the records of an import.

Python computes on one processor at a time. A worker is a fork of this process: it has everything that was read before,
without a copy, and reads on a connection of its own. In SQLite a fork takes the locks of the process that it came from
for its own: this process must keep the transaction open that it reads in meanwhile, or begin it only after the fork.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar

from ledger.errors import StoreError
from ledger.store.engine import Database, Transaction, reading

if TYPE_CHECKING:
    from concurrent.futures import Future

P = TypeVar("P")
R = TypeVar("R")

#: The number of tasks that are given to a worker ahead of time.
AHEAD: Final = 3


def spare_processors() -> int:
    """Return how many workers there can be: one a processor that this process may use, 1 where none can be forked."""
    # A fork of a process with threads may wait for ever for a lock that one of them held.
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def is_shared(database: Database) -> bool:
    """Return whether other processes can read a database: one in memory is that of its process alone."""
    return database.url.database not in (None, "", ":memory:")


def spread(
    database: Database, start: Callable[[Transaction], Callable[[P], R]], tasks: Iterable[P], *, workers: int
) -> Iterator[R]:
    """Yield the results of tasks, in their order; each worker calls `start` once, with its own connection.

    Tasks are taken as workers come free, and results are held until the one before them is there. Tasks and results
    are sent by `pickle`. Raises what the work raises, and StoreError where a worker was killed.
    """
    # A small ledger is read by one process, which starts faster without these.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    pending: deque[Future[R]] = deque()
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("fork"), initializer=_begin, initargs=(database, start)
    )
    with ExitStack() as stack:
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        try:
            for task in tasks:
                pending.append(pool.submit(_run, task))
                if len(pending) > workers * AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool as error:
            raise StoreError(
                "a process that helped to read the ledger was ended from outside", hint="try again"
            ) from error


@contextmanager
def forked(database: Database, work: Callable[[Callable[[R], None]], None]) -> Iterator[Iterator[R]]:
    """A fork of this process that works while this one does, and what it sends, in order, as it comes.

    The work gets the function that sends, which waits for the receiver; it ends with the context. No transaction
    may be under way. What is sent goes by `pickle`. Receiving raises what the work raises, and StoreError where the
    fork was ended from outside.
    """
    import multiprocessing

    receiving, sending = os.pipe()
    fork = multiprocessing.get_context("fork").Process(
        target=_work_in_fork, args=(database, work, receiving, sending), daemon=True
    )
    fork.start()
    os.close(sending)
    with os.fdopen(receiving, "rb") as pipe:
        try:
            yield _received(pipe)
        finally:
            fork.kill()
            fork.join()


def _work_in_fork(
    database: Database, work: Callable[[Callable[[R], None]], None], receiving: int, sending: int
) -> None:
    # Whoever interrupts the command is answered by the process that this one came from.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.close(receiving)
    gc.freeze()
    database.dispose(close=False)
    with os.fdopen(sending, "wb") as pipe:

        def send(message: R) -> None:
            pickle.dump((message, None), pipe)
            pipe.flush()

        try:
            work(send)
        except BrokenPipeError:
            return
        except Exception as error:  # noqa: BLE001  raised again where it is waited for
            pickle.dump((None, error), pipe)
        else:
            pickle.dump(None, pipe)


def _received(pipe: BinaryIO) -> Iterator[Any]:
    while True:
        try:
            sent = pickle.load(pipe)
        except (EOFError, pickle.UnpicklingError) as error:
            raise StoreError("a process that helped was ended from outside", hint="try again") from error
        if sent is None:
            return
        message, failure = sent
        if failure is not None:
            raise failure
        yield message


#: The function that this process calls with a task, if it is a worker.
_work: Callable[[Any], Any]


#: The transaction of this process, if it is a worker: it is held until the process ends.
_transaction: Final = ExitStack()


def _begin(database: Database, start: Callable[[Transaction], Callable[[Any], Any]]) -> None:
    global _work
    # Whoever interrupts the command is answered by the process that this one came from.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What was there before the fork is shared for as long as the collector does not touch it. What a worker makes is
    # kept for a task, and hardly any of it is part of a cycle: it is looked through seldom.
    gc.freeze()
    gc.set_threshold(100_000)
    # The connections of the pool are still those of the process that this one came from.
    database.dispose(close=False)
    _work = start(_transaction.enter_context(reading(database)))


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        signal.raise_signal(signal.SIGTERM)


def _run(task: Any) -> Any:
    return _work(task)
