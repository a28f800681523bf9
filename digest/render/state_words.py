"""The words for the states of a member's message; light, for a run of `send` says them and renders nothing."""

from collections.abc import Mapping

from digest.locale import _, ngettext
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
    return ", ".join(_say_count(state, count) for state, count in counts.items() if count)


def _say_count(state: State, count: int) -> str:
    return {
        State.TO_SEND: ngettext("{count} to send", "{count} to send", count),
        State.IN_FLIGHT: ngettext("{count} in flight", "{count} in flight", count),
        State.SENT: ngettext("{count} sent", "{count} sent", count),
        State.DEFERRED: ngettext("{count} deferred", "{count} deferred", count),
        State.REFUSED: ngettext("{count} refused", "{count} refused", count),
        State.EXCLUDED: ngettext("{count} excluded", "{count} excluded", count),
        State.IN_DOUBT: ngettext("{count} in doubt", "{count} in doubt", count),
    }[state].format(count=count)
