"""Other processes: what they are started with.

Somebody else's folder may be the current one, and Python, and much else, look there for code and for
settings. So a process is started by the whole path of its program, in an empty folder of its own, and
with an environment in which only what is named here is kept. Python finds what this process found,
but for the current folder.

    with Worker("package.module", "maker", setting) as worker:
        worker.do(task)                                   # maker(setting)(task), in a process of its own
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import ExitStack, suppress
from typing import IO, TYPE_CHECKING, Any, Self, cast

from kratomcli.errors import KratomError, OutputError
from kratomcli.files.writing import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

_KEPT = (
    *("HOME", "USERPROFILE", "PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "TZ"),
    *("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME"),
)
_START = """
import sys
sys.path[:] = sys.argv[1:]
from kratomcli.files.processes import serve_tasks
serve_tasks()
"""


def environment() -> dict[str, str]:
    """The environment of any process that is started: names that say where things are, no settings."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"NO_COLOR": "1"}


def run(program: str | os.PathLike[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program, which reads nothing, to its end; its arguments have to name places absolutely."""
    with scratch_folder() as here:
        return subprocess.run(  # noqa: S603 - a program by its whole path
            [os.path.abspath(program), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            cwd=here,
            env=environment(),
        )


def can_start() -> bool:
    """Whether this program's own Python is known, so that it can be started again."""
    return bool(sys.executable) and os.path.isfile(sys.executable)


def safe_path() -> list[str]:
    """Where Python looks for modules, without the current folder; the place of this package is in it."""
    here = os.path.realpath(os.curdir)
    found = [place for place in sys.path if place and os.path.realpath(place) != here]
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return [os.path.abspath(place) for place in found] + ([] if own in found else [own])


class Worker:
    """A process that does one task after another, by what `module.maker(setting)` gives.

    Tasks and results go through pipes, pickled: both ends are this program. It is no child of the
    multiprocessing module, which runs the script that started all of this once more.
    """

    def __init__(self, module: str, maker: str, setting: object) -> None:
        with ExitStack() as stack:
            here = stack.enter_context(scratch_folder())
            self._process = subprocess.Popen(  # noqa: S603 - our own Python
                python_command(_START, safe_path()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=here,
                env=environment(),
                process_group=0,  # what a terminal sends for Ctrl-C is for the first process, which ends it
            )
            self._rest = stack.pop_all()
        self._asked = cast("IO[bytes]", self._process.stdin)
        self._answered = cast("IO[bytes]", self._process.stdout)
        self._send((module, maker, setting))

    def do(self, task: object) -> Any:
        """The result of one task; raises what it raises, if that is an error of ours.

        Raises:
            OutputError: the process has ended before its time.
        """
        self._send(task)
        try:
            is_done, result = pickle.load(self._answered)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError, OSError) as error:
            raise self._gone() from error
        if not is_done:
            raise result
        return result

    def _send(self, value: object) -> None:
        try:
            pickle.dump(value, self._asked, pickle.HIGHEST_PROTOCOL)
            self._asked.flush()
        except OSError as error:
            raise self._gone() from error

    def _gone(self) -> OutputError:
        return OutputError("a process that helps to write ended before its time", hint="Try again.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._rest, self._process:
            if kind is not None:
                self._process.kill()  # what it is at is of no use any more
            with suppress(OSError):  # it may have ended before its time
                self._asked.close()


def python_command(code: str, arguments: Sequence[str]) -> list[str]:
    """This Python, to run some code: it takes no module from the current folder or the user's variables."""
    return [sys.executable, *(["-B"] if sys.dont_write_bytecode else []), "-P", "-s", "-c", code, *arguments]


def serve_tasks() -> None:
    """What a worker does until nobody asks any more."""
    import signal
    from importlib import import_module
    from itertools import islice

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed is no answer
    received = _received(asked)
    for module, maker, setting in islice(received, 1):
        work = getattr(import_module(module), maker)(setting)
        for task in received:
            try:
                answer = (True, work(task))
            except KratomError as error:
                answer = (False, error)
            if not _is_sent(answer, answers):
                return


def _received(asked: IO[bytes]) -> Iterator[Any]:
    """What is asked, until nobody asks any more: whoever did may be killed in the midst of a task."""
    while True:
        try:
            value = pickle.load(asked)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError):
            return
        yield value


def _is_sent(answer: object, answers: IO[bytes]) -> bool:
    """Send an answer, if anybody waits for it."""
    try:
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
    except BrokenPipeError:
        with suppress(OSError):  # of the rest, which would be sent at the end
            answers.close()
        return False
    return True
