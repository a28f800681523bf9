"""What the person at the keyboard must mend: `DigestError` and its family.

Wrong *input* (a dead feed, a broken event) is not an error but a `Problem` in the harvest. Each class has its own exit
code; the README lists them.
"""


class DigestError(Exception):
    """Something the person at the keyboard can mend.

    Args:
        problem: What is wrong, in one clause.
        where: `file:line`, an address, or a member.
        hint: What to do about it, as an instruction.
    """

    exit_code = 1

    def __init__(self, problem: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(problem, where, hint)
        self.problem = problem
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        first = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{first}\n{self.hint}" if self.hint else first


class UsageError(DigestError):
    """The command line asks for something that does not exist (sysexits.h has 64; shells and click use 2)."""

    exit_code = 2


class UnapprovedError(DigestError):
    """Nobody approved what is to be sent, or it changed since."""

    exit_code = 4


class LaterError(DigestError):
    """It cannot be done now and can be tried again later (sysexits.h: EX_TEMPFAIL)."""

    exit_code = 75


class LockedError(DigestError):
    """Another run holds the lock of this letter."""

    exit_code = 5


class NewerError(DigestError):
    """A file was saved by somebody else after the person saw it, and is not overwritten."""


class ConfigError(DigestError):
    """feeds.yaml or an edition file cannot be used as it is (sysexits.h: EX_CONFIG)."""

    exit_code = 78
