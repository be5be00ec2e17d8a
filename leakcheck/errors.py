"""Every refusal this program makes on purpose.

    LeakcheckError
      UsageError       exit 2   LC1xx LC402 LC403: an option, a map, a code that is not known
      SourceError      exit 3   LC2xx: the sample cannot be read
      UntestedError    exit 4   LC3xx: it was read, but there is nothing to test
      OutputError      exit 5   LC401: a report cannot be written
      GuardError       exit 6   LC501: a value of the sample stood in an output, which was withheld

The text is ours and never holds a cell; file names and labels go through `leakcheck.render.safe` before they get here.
"""

from __future__ import annotations

from typing import Any, ClassVar

from leakcheck.exits import ExitStatus


class LeakcheckError(Exception):
    """One clear line: what happened, where, and the next thing to try.

    `code` is an LC code that `leakcheck explain` knows; `hint` is the next command to try, or None. `sample` is the
    input that it is about, where a caller has set it.
    """

    exit_status: ClassVar[ExitStatus] = ExitStatus.BUG

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.sample: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process needs to raise the same."""
        return _again, (type(self), self.message), self.__dict__


class UsageError(LeakcheckError):
    """An option or argument that cannot be meant."""

    exit_status = ExitStatus.USAGE


class SourceError(LeakcheckError):
    """The sample cannot be read or parsed."""

    exit_status = ExitStatus.INPUT


class UntestedError(LeakcheckError):
    """The sample was read, but nothing in it could be tested."""

    exit_status = ExitStatus.UNTESTED


class OutputError(LeakcheckError):
    """A report cannot be written."""

    exit_status = ExitStatus.OUTPUT


class GuardError(LeakcheckError):
    """A value of the sample stood in an output, which was withheld."""

    exit_status = ExitStatus.GUARD


class UnknownSchemeError(UsageError):
    """A column was mapped to an identity-number scheme that no row of the table describes."""

    def __init__(self, scheme: str) -> None:
        super().__init__("LC105", f"no identity-number scheme {scheme!r}", "leakcheck validators --schemes")


def internal(error: BaseException, where: str = "") -> LeakcheckError:
    """Where something went wrong that should not, and the kind of error alone: its text could quote a record."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "?") if trace else "?"
    line = trace.tb_lineno if trace else 0
    what = f"internal error in {module}:{line}{where} ({type(error).__name__})"
    return LeakcheckError("LC700", what, "please report this line: leakcheck doctor --bug")


def _again(kind: type[LeakcheckError], message: str) -> LeakcheckError:
    """An error whose attributes follow: each kind is made from arguments of its own."""
    return kind.__new__(kind, message)
