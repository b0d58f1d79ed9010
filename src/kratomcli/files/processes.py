"""Starting other processes in a controlled environment.

The current folder may belong to somebody else, and many programs, Python among them, load code or settings
from it. So a process is started by the absolute path of its program, in a new empty folder, and with only the
environment variables that are listed here. A Python process gets this process's module path, without the
current folder.

    with Worker("package.module", "maker", setting) as worker:
        worker.do(task)                                   # maker(setting)(task), in a process of its own

The user's own programs, an editor or a viewer, are another matter: they get the terminal, the folder and all
variables that the user has. They, too, are started by their absolute paths, and never through a shell.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import ExitStack, suppress
from threading import Timer
from typing import IO, TYPE_CHECKING, Any, Self, cast

from kratomcli.errors import KratomError, OutputError, ProgramFailed
from kratomcli.files.reading import terminal_input
from kratomcli.files.writing import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

_KEPT = (
    *("HOME", "USERPROFILE", "PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "TZ"),
    *("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME"),
)
_LOOKS = 0.5  # seconds between two looks whether the first process is still there
_START = """
import sys
sys.path[:] = sys.argv[1:]
from kratomcli.files.processes import serve_tasks
serve_tasks()
"""


def environment() -> dict[str, str]:
    """The environment of every process that is started: variables for locations and locale, no settings."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"NO_COLOR": "1"}


def run(program: str | os.PathLike[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, without input; paths in its arguments must be absolute."""
    with scratch_folder() as here:
        return subprocess.run(  # noqa: S603 - the program is given by its absolute path
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


def find_program(name: str) -> str:
    """The absolute path of a program: that of its path, or looked for in PATH; "" if there is none.

    The current folder, which PATH may name, is not looked into.
    """
    from shutil import which

    places = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = which(os.path.expanduser(name), path=os.pathsep.join(filter(os.path.isabs, places)))
    is_path = os.path.dirname(name) != ""
    return os.path.abspath(found) if found and (is_path or os.path.isabs(found)) else ""


def run_in_foreground(command: Sequence[str]) -> int:
    """Run the user's own program, which may use the terminal, to its end; returns its exit status.

    It gets the keys of the terminal even if standard input is something else.

    Raises:
        ProgramFailed: it can't be started.
    """
    keys = None if sys.stdin is not None and sys.stdin.isatty() else terminal_input()
    try:
        return subprocess.call(command, stdin=keys)  # noqa: S603 - the user's own choice, by its absolute path
    except (OSError, ValueError) as error:
        raise _not_started(command, error) from error
    finally:
        if keys is not None:
            keys.close()


def run_beside(command: Sequence[str], seconds: float) -> int:
    """Start the user's own program apart from the terminal; returns its exit status, 0 while it still runs.

    Args:
        seconds: how long to wait for a program that fails.

    Raises:
        ProgramFailed: it can't be started.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own choice, by its absolute path
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=os.path.abspath(os.sep),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise _not_started(command, error) from error
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.returncode = 0  # it goes on by itself, and nobody waits for it
        return 0


def open_by_system(path: str) -> bool:
    """Open a file with its program on Windows; False on any other system, which has commands for that.

    Raises:
        ProgramFailed: no program is known for such files.
    """
    if sys.platform != "win32":
        return False
    try:
        os.startfile(path)  # noqa: S606 - there is no other way
    except OSError as error:
        raise ProgramFailed(f"{path} can't be opened: {error.strerror}") from error
    return True


def _not_started(command: Sequence[str], error: Exception) -> ProgramFailed:
    return ProgramFailed(f"{command[0]} can't be started: {getattr(error, 'strerror', '') or error}")


def can_start() -> bool:
    """Whether the path of this Python interpreter is known, so that it can be started again."""
    return bool(sys.executable) and os.path.isfile(sys.executable)


def safe_path() -> list[str]:
    """`sys.path` as absolute paths, without the current folder, but with the parent of this package."""
    here = os.path.realpath(os.curdir)
    found = [place for place in sys.path if place and os.path.realpath(place) != here]
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return [os.path.abspath(place) for place in found] + ([] if own in found else [own])


class WorkerEnded(OutputError):
    """A worker process has ended before it had an answer; `is_late` is whether its time was over."""

    is_late = False


class Worker:
    """A process that runs tasks, one after another, with the function that `module.maker(setting)` returns.

    Tasks and results are pickled and sent through pipes, which is safe since both ends are this program. The
    module multiprocessing is not used, because it would import the main script again. What a quiet worker
    writes to standard error is dropped.
    """

    def __init__(self, module: str, maker: str, setting: object, *, quiet: bool = False) -> None:
        with ExitStack() as stack:
            here = stack.enter_context(scratch_folder())
            self._process = subprocess.Popen(  # noqa: S603 - this Python interpreter
                python_command(_START, safe_path()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if quiet else None,
                cwd=here,
                env=environment(),
                process_group=0,  # Ctrl-C interrupts the first process only, which then ends this one
            )
            self._rest = stack.pop_all()
        self._asked = cast("IO[bytes]", self._process.stdin)
        self._answered = cast("IO[bytes]", self._process.stdout)
        self._send((module, maker, setting))

    def do(self, task: object, seconds: float | None = None) -> Any:
        """The result of one task; a KratomError that the task raises is raised here.

        Raises:
            WorkerEnded: the process has ended unexpectedly, or was ended after this many seconds.
        """
        if seconds is None:
            return self._done(task)
        late = Timer(seconds, self._process.kill)
        late.start()
        try:
            return self._done(task)
        except WorkerEnded as error:
            error.is_late = late.finished.is_set()
            raise
        finally:
            late.cancel()

    def _done(self, task: object) -> Any:
        self._send(task)
        try:
            is_done, result = pickle.load(self._answered)  # noqa: S301 - written by this program
        except (EOFError, pickle.UnpicklingError, OSError) as error:
            raise self._gone() from error
        if not is_done:
            raise result
        return result

    def kill(self) -> None:
        """End the process at once, even in the middle of a task."""
        self._process.kill()

    def close(self) -> None:
        """End the process."""
        self.__exit__(None, None, None)

    def _send(self, value: object) -> None:
        try:
            pickle.dump(value, self._asked, pickle.HIGHEST_PROTOCOL)
            self._asked.flush()
        except OSError as error:
            raise self._gone() from error

    def _gone(self) -> WorkerEnded:
        return WorkerEnded("a worker process ended unexpectedly", hint="Try again.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._rest, self._process:
            if kind is not None:
                self._process.kill()  # the result of its task is not needed any more
            with suppress(OSError):  # it may have ended unexpectedly
                self._asked.close()


def python_command(code: str, arguments: Sequence[str]) -> list[str]:
    """The command line that runs code in this Python, without modules from the current or user's folders."""
    return [sys.executable, *(["-B"] if sys.dont_write_bytecode else []), "-P", "-s", "-c", code, *arguments]


def serve_tasks() -> None:
    """The main function of a worker process: run tasks until the pipe is closed."""
    import signal
    from importlib import import_module
    from itertools import islice
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends its workers
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # anything that is printed goes to stderr, not into the pipe
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


def _end_with(first: int) -> None:
    """End this process, even in the middle of a task, once the first process has ended."""
    from time import sleep

    while os.getppid() == first:
        sleep(_LOOKS)
    os._exit(1)


def _received(asked: IO[bytes]) -> Iterator[Any]:
    """Yield the objects sent to a worker until the pipe is closed, even in the middle of an object."""
    while True:
        try:
            value = pickle.load(asked)  # noqa: S301 - written by this program
        except (EOFError, pickle.UnpicklingError):
            return
        yield value


def _is_sent(answer: object, answers: IO[bytes]) -> bool:
    """Send an answer; False if the first process has ended."""
    try:
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
    except BrokenPipeError:
        with suppress(OSError):  # closing fails as well, since it flushes the buffer
            answers.close()
        return False
    return True
