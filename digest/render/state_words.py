"""The words for the states of a member's message; light, for a run of `send` says them and renders nothing."""

from collections.abc import Mapping

from digest.locale import _, ngettext
from digest.model import DeliveryState


def say_state(state: DeliveryState) -> str:
    """Name a state."""
    return {
        DeliveryState.TO_SEND: _("to send"),
        DeliveryState.IN_FLIGHT: _("in flight"),
        DeliveryState.SENT: _("sent"),
        DeliveryState.DEFERRED: _("deferred"),
        DeliveryState.REFUSED: _("refused"),
        DeliveryState.EXCLUDED: _("excluded"),
        DeliveryState.IN_DOUBT: _("in doubt"),
    }[state]


def say_counts(counts: Mapping[DeliveryState, int]) -> str:
    """Return in words how many members are in each state, on one line."""
    return ", ".join(_say_count(state, count) for state, count in counts.items() if count)


def _say_count(state: DeliveryState, count: int) -> str:
    return {
        DeliveryState.TO_SEND: ngettext("{count} to send", "{count} to send", count),
        DeliveryState.IN_FLIGHT: ngettext("{count} in flight", "{count} in flight", count),
        DeliveryState.SENT: ngettext("{count} sent", "{count} sent", count),
        DeliveryState.DEFERRED: ngettext("{count} deferred", "{count} deferred", count),
        DeliveryState.REFUSED: ngettext("{count} refused", "{count} refused", count),
        DeliveryState.EXCLUDED: ngettext("{count} excluded", "{count} excluded", count),
        DeliveryState.IN_DOUBT: ngettext("{count} in doubt", "{count} in doubt", count),
    }[state].format(count=count)
