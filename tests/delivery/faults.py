"""Campaigns of faults against a send that runs as a process of its own: kills at any moment, refused system calls.

What is run is a `Rig`: any command that sends, whose server's log can be read. The faults at system calls come from
`strace`, which counts the calls of each thread apart; where a fault hits several threads, all of them meet it.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from digest.model import DeliveryState

CALLS = (
    *("write", "writev", "pwrite64", "pwritev", "fsync", "fdatasync", "ftruncate", "fallocate", "openat"),
    *("connect", "sendto", "recvfrom"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "link", "linkat", "mkdir", "mkdirat", "chmod", "fchmod"),
)
FAULTS = {"kill": "signal=KILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
_LINE = re.compile(r"(\d+) +(\w+)\((.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """A send that can be tried.

    Attributes:
        members: The addresses of everybody on the list.
        prepare: Makes all that is there before the send, in a new folder.
        command: The command for a folder and a run, from 0; later runs are later days.
        taken: Reads how often the server took a message for each address.
        states: Reads the state of each member, by address.
    """

    members: tuple[str, ...]
    prepare: Callable[[Path], None]
    command: Callable[[Path, int], list[str]]
    taken: Callable[[Path], Mapping[str, int]]
    states: Callable[[Path], Mapping[str, DeliveryState]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a trial came to.

    Attributes:
        missed: Who never got it and is not named in doubt.
        misjudged: Who is said to have got it and did not, or the other way round.
        repeated: How many messages came that somebody had already.
        doubtful: How many are in doubt.
        kills: How often the send was killed.
        crashes: What looked like one.
    """

    missed: tuple[str, ...]
    misjudged: tuple[str, ...]
    repeated: int
    doubtful: int
    kills: int = 0
    crashes: tuple[str, ...] = ()


@dataclass(slots=True)
class Points:
    """The points of a campaign that were hit, and those where it went wrong."""

    hit: set[tuple[str, int, str, int]] = field(default_factory=set)
    failing: list[str] = field(default_factory=list)
    runs: int = 0


def judge(rig: Rig, folder: Path, *, kills: int = 0, crashes: tuple[str, ...] = ()) -> Ended:
    """Keep what the server took to what is in doubt; who is in doubt is not missed, for they are named."""
    taken, states = rig.taken(folder), rig.states(folder)
    doubtful = {one for one, state in states.items() if state is DeliveryState.IN_DOUBT}
    sure = [one for one in rig.members if one not in doubtful]
    return Ended(
        missed=tuple(one for one in sure if not taken.get(one)),
        misjudged=tuple(one for one in sure if (states.get(one) is DeliveryState.SENT) is not (taken.get(one, 0) > 0)),
        repeated=sum(count - 1 for count in taken.values() if count > 1),
        doubtful=len(doubtful),
        kills=kills,
        crashes=crashes,
    )


def kill_at_random(rig: Rig, folder: Path, *, kills: int, seed: int) -> Ended:
    """Kill a send so many times after a few more messages, then let it end."""
    chance = random.Random(seed)
    rig.prepare(folder)
    each, done, crashes = max(1, len(rig.members) // kills), 0, list[str]()
    for run in range(kills * 3):
        target = sum(rig.taken(folder).values()) + chance.randrange(each)
        crash, was_killed = _run_and_kill(rig, folder, run, target, chance.random() * 0.01)
        crashes += crash
        done += was_killed
        if done == kills or not was_killed:
            break
    crashes += _end(rig, folder, kills * 3)
    return judge(rig, folder, kills=done, crashes=tuple(crashes))


def fault_points(rig: Rig, folder: Path, run: int = 0) -> Iterator[tuple[str, int]]:
    """Return each state-changing system call of a send with its number, as the thread with most of them counts."""
    log = folder.parent / f"{folder.name}.calls"
    _trace(rig, folder, run, log)
    seen: Counter[tuple[str, str]] = Counter()
    points = set()
    for thread, call, rest in _calls(log):
        seen[thread, call] += 1
        if call != "openat" or "O_CREAT" in rest:
            points.add((call, seen[thread, call]))
    yield from sorted(points)


def fail_everywhere(rig: Rig, prepared: Path, scratch: Path, *, run: int = 0, every: int = 1) -> Points:
    """Try each fault at each state-changing system call of a send, each time on a copy of a prepared folder.

    Args:
        rig: What is tried.
        prepared: The folder before the send.
        scratch: Where the copies go.
        run: The run of the rig that meets the fault.
        every: Try only each so-manieth point.
    """
    found = Points()
    reference = shutil.copytree(prepared, scratch / "reference")
    for rank, (call, number) in enumerate(fault_points(rig, reference, run)):
        if rank % every:
            continue
        for name, fault in FAULTS.items():
            folder = shutil.copytree(prepared, scratch / f"{call}-{number}-{name}")
            log = folder.parent / f"{folder.name}.calls"
            done = _trace(rig, folder, run, log, f"inject={call}:{fault}:when={number}")
            crashes = (*_crashes(done.stderr), *_end(rig, folder, run + 1))
            ended = judge(rig, folder, crashes=crashes)
            found.runs += 1
            found.hit |= {(name, thread, call, number) for thread in _threads_hit(log, call, number, name)}
            if ended.missed or ended.misjudged or ended.repeated or ended.crashes:
                found.failing.append(f"{name} at {call} {number}: {ended}")
            shutil.rmtree(folder)
            log.unlink()
    return found


def need_strace() -> None:
    """Skip a test where faults cannot be put into system calls."""
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed (Debian: apt install strace)")
    tried = subprocess.run([program, "-o", os.devnull, "-e", "trace=write", "true"], capture_output=True, timeout=30)
    if tried.returncode:
        pytest.skip("strace may not trace here (in a container: --cap-add SYS_PTRACE)")


def _run_and_kill(rig: Rig, folder: Path, run: int, target: int, jitter: float) -> tuple[list[str], bool]:
    """Start a send and kill it once the server has so many messages, or a moment later."""
    process = subprocess.Popen(rig.command(folder, run), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None and sum(rig.taken(folder).values()) < target:
        time.sleep(0.001)
    time.sleep(jitter)
    process.kill()
    _out, said = process.communicate(timeout=60)
    return _crashes(said), process.returncode == -signal.SIGKILL


def _end(rig: Rig, folder: Path, run: int) -> list[str]:
    """Let a send come to its end, as a person would who runs it again; return what went wrong."""
    said = b""
    for again in range(3):
        done = subprocess.run(rig.command(folder, run + again), capture_output=True, timeout=120)
        said += done.stderr
        if done.returncode in (0, 3):
            return _crashes(said)
    return [*_crashes(said), f"it does not end: {said.decode()[-500:]}"]


def _crashes(said: bytes) -> list[str]:
    is_crash = b"Traceback" in said or b"a fault of the program" in said
    return [said.decode(errors="replace")[-2000:]] if is_crash else []


def _trace(rig: Rig, folder: Path, run: int, log: Path, *faults: str) -> subprocess.CompletedProcess[bytes]:
    expressions = [word for fault in faults for word in ("-e", fault)]
    command = ["strace", "-f", "--seccomp-bpf", "-o", str(log), "-e", f"trace={','.join(map(_optional, CALLS))}"]
    return subprocess.run(
        [*command, *expressions, *rig.command(folder, run)],
        capture_output=True,
        timeout=120,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )


def _optional(call: str) -> str:
    """Name a system call that this machine need not have."""
    return f"?{call}"


def _calls(log: Path) -> Iterator[tuple[str, str, str]]:
    """Return thread, name and the rest of each traced call; threads are `0` for the first, `1` for the next."""
    ranks: dict[str, str] = {}
    for line in log.read_text(errors="replace").splitlines():
        found = _LINE.match(line)
        if found:
            thread = ranks.setdefault(found[1], str(len(ranks)))
            yield thread, found[2], found[3]


def _threads_hit(log: Path, call: str, number: int, name: str) -> set[int]:
    seen: Counter[str] = Counter()
    hit = set()
    for thread, called, rest in _calls(log):
        seen[thread] += called == call
        if called == call and seen[thread] == number and (name == "kill" or "INJECTED" in rest or "resumed" in rest):
            hit.add(int(thread))
    return hit


def small_send(count: int, policy: str, *, connections: int = 1, seconds: float = 0.0) -> Rig:
    """Make the rig of `tests.delivery.small_send`."""
    from digest.store import Store
    from tests.delivery.small_send import LOG, NUMBER, addresses, prepare

    def taken(folder: Path) -> Mapping[str, int]:
        log = folder / LOG
        return Counter(line.split()[0] for line in log.read_text().splitlines()) if log.exists() else {}

    def states(folder: Path) -> Mapping[str, DeliveryState]:
        with Store.open(folder) as store:
            return {one.address: one.state for one in store.outbox().deliveries(NUMBER, *DeliveryState)}

    module = (sys.executable, "-m", "tests.delivery.small_send")
    return Rig(
        members=addresses(count),
        prepare=lambda folder: prepare(folder, count),
        command=lambda folder, run: [*module, str(folder), policy, str(connections), str(seconds), str(run)],
        taken=taken,
        states=states,
    )
