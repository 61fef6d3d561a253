"""Which files a change can reach: those whose rows may differ from what they were in the last run.

A file's rows follow from the file itself, from what its imports bring in, from what other files have under the names
that it looks up, and from the facts of other files that it asks for (stage `references` keeps all of them, see
store/schema/known.sql). So the changed files are computed, with the facts of the others as they were. Where that gives
something else under a name, or other facts, than the last run, the files that ask for it are computed too, until
nothing more comes. A fact may have followed from itself through files that are not computed; that is why each has the
time at which it was found, and counts as another one when it is found later than it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codegraph_dagster.stages.runner import StageSession
from codegraph_dagster.store.database import script_text

# Beyond this share of the bytes, and after so many attempts, to compute all files is as fast.
_MOST_REACHED: Final = 0.3
_MOST_ATTEMPTS: Final = 4


class Reach:
    """The files to compute; `files` is None when that is to be all of them."""

    def __init__(self, session: StageSession) -> None:
        self._session = session
        self.attempt = 1
        self.files: Sequence[int] | None = None
        if session.others_stay:
            session.execute("renumber")
        session.execute("digests")
        if not session.others_stay:
            return
        if self._says("is_uncertain"):
            self._end("what the last run found does not tell it")
        elif self._says("is_reordered"):
            self._end("classes have changed places")
        else:
            session.execute("first_reached")
            session.execute("reach_by_name")
            self._take_reached()

    def grows_by_name(self) -> bool:
        """Whether files look up names of which the computed files now say something else."""
        self._session.execute("changed_members")
        if self._says("is_implied"):
            self._end("a method that statements call is new, or another")
            return True
        return self._grows("reach_by_name")

    def ends_by_inheritance(self) -> bool:
        """Whether classes that were there have other bases now: then all files are computed."""
        if self._says("changed_inheritance"):
            self._end("a class has other bases")
            return True
        return False

    def grows_by_facts(self, *, is_complete: bool) -> bool:
        """Whether files ask for something of which other things are known now."""
        if not is_complete:
            self._end("the inference was stopped")
            return True
        if self._grows("reach_by_facts"):
            return True
        if self._says("mentions_gone"):
            self._end("definitions are gone that other files mention")
            return True
        return False

    def _grows(self, script: str) -> bool:
        before = self._session.count("reached")
        self._session.execute(script)
        if self._session.count("reached") == before:
            return False
        self.attempt += 1
        if self.attempt > _MOST_ATTEMPTS:
            self._end(f"more is reached after {_MOST_ATTEMPTS} attempts")
        else:
            self._take_reached()
        return True

    def _take_reached(self) -> None:
        connection = self._session.connection
        (share,) = connection.execute(self._text("reached_share")).fetchall()[0]
        if share > _MOST_REACHED:
            self._end(f"files with {share:.0%} of the bytes are reached")
            return
        files = connection.execute("SELECT file_no FROM reached ORDER BY file_no").fetchall()
        self.files = [number for (number,) in files]
        changed = self._session.count("stale_files")
        more = len(self.files) - changed
        self._session.log(f"references: {changed:,} files are different, {more:,} more may refer to something else")

    def _end(self, reason: str) -> None:
        self._session.log(f"references: all files are computed: {reason}")
        self.files = None

    def _says(self, script: str) -> bool:
        return bool(self._session.connection.execute(self._text(script)).fetchall()[0][0])

    def _text(self, script: str) -> str:
        return script_text(self._session.stage.sql_package, f"{script}.sql")
