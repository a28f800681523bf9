"""The words for the states of a member's message; light, for a run of `send` says them and renders nothing."""

from collections.abc import Mapping

from digest.locale import _
from digest.model import State


def say_state(state: State) -> str:
    """Name a state."""
    return {
        State.TO_SEND: _("to send"),
        State.IN_FLIGHT: _("in flight"),
        State.SENT: _("sent"),
        State.DEFERRED: _("deferred"),
        State.REFUSED: _("refused"),
        State.EXCLUDED: _("excluded"),
        State.IN_DOUBT: _("in doubt"),
    }[state]


def say_counts(counts: Mapping[State, int]) -> str:
    """Say how many members are in each state, on one line."""
    return ", ".join(f"{count} {say_state(state)}" for state, count in counts.items() if count)
