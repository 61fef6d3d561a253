"""Runs the job `index_repository` for one repository, in a process of its own.

Started by `codegraph_dagster.api` as `python -m codegraph_dagster.defs.launch NAME`: a run has an environment of its
own, and its steps are forked from it, which must not happen beside the caller's threads. Each line of the
output is a JSON object: {"log": text} while it runs, {"run_id", "success", "failures"} at the end.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import signal
import traceback
import warnings
from contextlib import suppress
from typing import NoReturn

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store.faults import explanation, first_line
from codegraph_dagster.store.working import WorkingStore

_PR_SET_PDEATHSIG = 1


def main() -> NoReturn:
    """Run the job; exits with 0 when it succeeded, with 1 when it did not."""
    parser = argparse.ArgumentParser(prog="python -m codegraph_dagster.defs.launch")
    parser.add_argument("name")
    parser.add_argument("--sequential", action="store_true", help="all steps in this process")
    parser.add_argument("--full", action="store_true", help="read every file anew")
    arguments = parser.parse_args()
    _end_with_parent()
    warnings.simplefilter("ignore")
    # A thread for linear algebra, which nothing here does, would wait for work by spinning, in every process anew.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    layout = DataLayout.from_environment()
    try:
        # Nothing of what is imported is garbage, and a look for some at every few thousand objects takes a tenth of the
        # time until the run begins.
        gc.disable()
        from codegraph_dagster.defs.follow import run_job

        gc.freeze()
        gc.enable()
        outcome = run_job(layout, arguments.name, sequential=arguments.sequential, full=arguments.full, say=_say)
    except Exception as error:
        outcome = {"run_id": "", "success": False, "failures": {"": _problem(error, layout)}}
    with suppress(OSError):
        WorkingStore(layout, arguments.name).remove_abandoned()  # by steps that were killed
    _say(outcome)
    # All is written and closed; taking the interpreter apart would only keep the user waiting.
    os._exit(0 if outcome["success"] else 1)


def _problem(error: Exception, layout: DataLayout) -> str:
    if isinstance(error, CodegraphError):
        return str(error)
    known = explanation(error, layout.dagster_home)
    if known is None:
        traceback.print_exc()
    return known or f"{type(error).__name__}: {first_line(error)}"


def _say(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)


def _end_with_parent() -> None:
    """Be terminated, in an orderly way, when the process that started this one is killed."""
    with suppress(OSError, AttributeError):  # not on this system
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    main()
