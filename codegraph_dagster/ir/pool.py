"""Runs batches of work in worker processes that may die, hang or be killed without taking the rest with them.

How workers start. A step of a run is a process with a large program loaded, of which workers need most.
Measured in such a step, with two workers, until both are ready: fork 0.02 s, spawn 0.9 s, forkserver 1.1 s
(a fork server has to load everything first). A fork copies the memory but only the calling thread, so a lock
that another thread holds at that moment stays held in the worker. Here that is harmless: a step's other
threads wait for events nearly always, the worker calls nothing but `function`, which works with files and its
own data, and the C library, Python and Arrow repair their own locks after a fork. Should a forked worker not
get ready all the same, it is killed and workers are spawned from then on. A worker uses neither a database
connection nor a log handler that it inherited; their files and sockets are closed in it, so that a lock on a
file does not outlive its owner in a worker.

How workers end. The kernel kills a worker when its parent dies, whatever it is doing, so call `run_batches`
from a thread that lives as long. When `run_batches` returns or raises, no worker is left.
"""

from __future__ import annotations

import ctypes
import gc
import math
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Literal, TypeVar

B = TypeVar("B")
R = TypeVar("R")

START_LIMIT_SECONDS = 60.0
"""A worker that is not ready by then counts as dead."""

_MAX_FAILED_STARTS = 3
_PR_SET_PDEATHSIG = 1
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_DESCRIPTORS = "/proc/self/fd"

_Ready = tuple[Literal["ready"]]
_Answer = tuple[Literal["done", "raised"], Any, float, int]


class WorkerStartError(RuntimeError):
    """Workers cannot be started, or the initializer fails: no batch could ever run."""


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """Why a batch has no result. `raised`: `detail` is the traceback. `died`: twice, `detail` says of what.

    `timeout`: it took longer than its time limit and its worker was killed.
    """

    kind: Literal["raised", "died", "timeout"]
    detail: str


@dataclass(slots=True)
class PoolReport:
    """What a run of the pool took: `cpu_seconds` of all workers, `peak_rss_bytes` of the largest one."""

    workers: int = 0
    batches: int = 0
    failures: int = 0
    retries: int = 0
    cpu_seconds: float = 0.0
    peak_rss_bytes: int = 0


OnFailed = Callable[[B, BatchFailure], Iterable[B]]


def run_batches(
    batches: Sequence[B],
    function: Callable[[B], R],
    *,
    workers: int,
    on_done: Callable[[B, R], None],
    on_failed: OnFailed[B],
    initializer: Callable[[], None] | None = None,
    time_limit: Callable[[B], float] | None = None,
    start_method: str | None = None,
) -> PoolReport:
    """Call `function` on each batch in worker processes, in order, and hand over each result as it comes.

    `function` and `initializer` (called once in each worker) are functions of a module, batches and results
    are pickled and should be small. `on_done` and `on_failed` run in this process, one at a time.

    A batch whose worker dies is tried once more. When that fails too, when it raises, or when it takes longer
    than `time_limit(batch)` seconds, `on_failed` gets it and answers with batches to run in its place: the
    same work in smaller pieces, to find the one that is at fault, or nothing to give it up.

    `workers` processes at most. Raises WorkerStartError; what a callback raises ends the run, after all workers have
    been killed.
    """
    pool = _Pool(function, initializer, workers, time_limit, start_method or _default_start_method())
    try:
        return pool.run(batches, on_done, on_failed)
    finally:
        pool.kill()


def _default_start_method() -> str:
    return "fork" if sys.platform == "linux" else "spawn"


@dataclass(slots=True)
class _Task(Generic[B]):
    batch: B
    deaths: int = 0


@dataclass(slots=True, eq=False)
class _Worker(Generic[B]):
    process: BaseProcess
    connection: Connection[Any, Any]
    deadline: float
    is_ready: bool = False
    task: _Task[B] | None = None
    cpu_seconds: float = field(default=0.0)


class _Pool(Generic[B, R]):
    """Workers with one pipe each: a dead one is known, with the batch it had, and disturbs no other."""

    def __init__(
        self,
        function: Callable[[B], R],
        initializer: Callable[[], None] | None,
        workers: int,
        time_limit: Callable[[B], float] | None,
        start_method: str,
    ) -> None:
        self._function = function
        self._initializer = initializer
        self._size = max(1, workers)
        self._time_limit = time_limit
        self._start_method = start_method
        self._workers: list[_Worker[B]] = []
        self._todo: deque[_Task[B]] = deque()
        self._failed_starts = 0
        self._report = PoolReport()

    def run(self, batches: Sequence[B], on_done: Callable[[B, R], None], on_failed: OnFailed[B]) -> PoolReport:
        self._todo.extend(_Task(batch) for batch in batches)
        while self._todo or any(worker.task for worker in self._workers):
            self._fill()
            for worker in self._events():
                self._handle(worker, on_done, on_failed)
        return self._report

    def kill(self) -> None:
        """End all workers at once. Those that wait for work have nothing to finish."""
        for worker in self._workers:
            worker.process.kill()
        for worker in list(self._workers):
            self._bury(worker)

    def _fill(self) -> None:
        """Give every idle worker a batch, and start workers while there is more to do than they can take."""
        for worker in list(self._workers):
            if self._todo and worker.is_ready and worker.task is None:
                self._assign(worker, self._todo.popleft())
        starting = sum(not worker.is_ready for worker in self._workers)
        while len(self._workers) < self._size and starting < len(self._todo):
            self._workers.append(self._start())
            starting += 1
        self._report.workers = max(self._report.workers, len(self._workers))

    def _assign(self, worker: _Worker[B], task: _Task[B]) -> None:
        worker.task = task
        limit = math.inf if self._time_limit is None else self._time_limit(task.batch)
        worker.deadline = time.monotonic() + limit
        with suppress(OSError):  # it has just died; its pipe tells so next
            worker.connection.send(task.batch)

    def _events(self) -> list[_Worker[B]]:
        """Wait for something to happen; the workers that answered, died or are over their time."""
        deadline = min(worker.deadline for worker in self._workers)
        timeout = None if math.isinf(deadline) else max(0.0, deadline - time.monotonic())
        # A worker alone has the other end of its pipe, so that its death can be read from the pipe. (The sentinel
        # of `multiprocessing` would not do: it is among the files that a forked worker lets go of.)
        ready = set(wait([worker.connection for worker in self._workers], timeout))
        now = time.monotonic()
        return [worker for worker in self._workers if worker.connection in ready or worker.deadline <= now]

    def _handle(self, worker: _Worker[B], on_done: Callable[[B, R], None], on_failed: OnFailed[B]) -> None:
        try:
            # What a worker said before it died or ran out of time still counts.
            message: _Ready | _Answer | None = worker.connection.recv() if worker.connection.poll() else None
        except (OSError, EOFError, pickle.UnpicklingError):
            message = None
        if message is None:
            self._handle_loss(worker, on_failed)
        elif message[0] == "ready":
            worker.is_ready, worker.deadline = True, math.inf
            self._failed_starts = 0
        elif worker.task is None:  # the initializer raised
            raise WorkerStartError(f"a worker process could not be prepared:\n{message[1]}")
        else:
            task, worker.task, worker.deadline = worker.task, None, math.inf
            self._report.cpu_seconds += message[2] - worker.cpu_seconds
            self._report.peak_rss_bytes = max(self._report.peak_rss_bytes, message[3])
            worker.cpu_seconds = message[2]
            if message[0] == "raised":
                self._fail(task, BatchFailure("raised", message[1]), on_failed)
            else:
                self._report.batches += 1
                on_done(task.batch, message[1])

    def _handle_loss(self, worker: _Worker[B], on_failed: OnFailed[B]) -> None:
        """A worker that died, or is killed here because its time is over."""
        is_late = worker.process.is_alive() and worker.deadline <= time.monotonic()
        worker.process.kill()
        self._bury(worker)
        task = worker.task
        if task is None:
            if not worker.is_ready:
                self._handle_failed_start(_cause_of_death(worker.process) if not is_late else "it hung")
        elif is_late:
            self._fail(task, BatchFailure("timeout", "took longer than its time limit"), on_failed)
        elif task.deaths == 0:
            task.deaths += 1
            self._report.retries += 1
            self._todo.appendleft(task)
        else:
            cause = f"worker process died twice: {_cause_of_death(worker.process)}"
            self._fail(task, BatchFailure("died", cause), on_failed)

    def _handle_failed_start(self, cause: str) -> None:
        self._failed_starts += 1
        if self._failed_starts >= _MAX_FAILED_STARTS:
            raise WorkerStartError(f"{self._failed_starts} worker processes did not get ready: {cause}")
        self._start_method = "spawn"

    def _fail(self, task: _Task[B], failure: BatchFailure, on_failed: OnFailed[B]) -> None:
        self._report.failures += 1
        self._todo.extendleft(_Task(batch) for batch in reversed(list(on_failed(task.batch, failure))))

    def _start(self) -> _Worker[B]:
        context: Any = multiprocessing.get_context(self._start_method)
        ours, theirs = context.Pipe()
        arguments = (theirs, os.getpid(), self._start_method, self._function, self._initializer)
        process = context.Process(target=_work, args=arguments, name="parser", daemon=False)
        with warnings.catch_warnings():
            # Python warns of a fork beside other threads; the module's docstring says why it is right here.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        return _Worker(process, ours, time.monotonic() + START_LIMIT_SECONDS)

    def _bury(self, worker: _Worker[B]) -> None:
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)


def _cause_of_death(process: BaseProcess) -> str:
    code = process.exitcode
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _work(
    connection: Connection[Any, Any],
    parent: int,
    start_method: str,
    function: Callable[[Any], Any],
    initializer: Callable[[], None] | None,
) -> None:
    """A worker's life: batches in, answers out, until the parent closes the pipe or dies."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if start_method == "fork":
        _let_go_of_inherited_files(keep=connection.fileno())
        gc.freeze()  # a look at the parent's objects for garbage would copy their memory
    gc.disable()  # a batch makes millions of objects and hardly a circle of them: one look behind it is enough
    try:
        if initializer is not None:
            initializer()
    except Exception:
        connection.send(("raised", traceback.format_exc(), 0.0, 0))
        os._exit(1)
    try:
        connection.send(("ready",))
        while True:
            batch = connection.recv()
            answer: tuple[str, Any]
            try:
                answer = ("done", function(batch))
            except Exception:
                answer = ("raised", traceback.format_exc())
            gc.collect()
            used = resource.getrusage(resource.RUSAGE_SELF)
            connection.send((*answer, used.ru_utime + used.ru_stime, used.ru_maxrss * _RSS_UNIT))
    except (EOFError, OSError):
        pass
    os._exit(0)  # nothing of the parent's is to be finished or flushed a second time


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel was asked
        os._exit(1)


def _let_go_of_inherited_files(keep: int) -> None:
    """Point every inherited descriptor but the standard streams at nothing.

    Closing them would free their numbers, and an inherited object that is collected later would then close a
    file that has been opened since under its number.
    """
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    os.dup2(nothing, 0)
    for name in os.listdir(_DESCRIPTORS):  # noqa: PTH208 - the names alone
        descriptor = int(name)
        if descriptor > 2 and descriptor not in {keep, nothing}:
            with suppress(OSError):  # the listing's own, which is closed by now
                os.fstat(descriptor)
                os.dup2(nothing, descriptor, inheritable=False)
    os.close(nothing)
