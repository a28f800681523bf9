"""The states of members' messages in words: numbers agree with what they count."""

from digest.locale import in_language
from digest.model import DeliveryState
from digest.render.state_words import say_counts


def test_only_states_that_somebody_is_in_are_counted() -> None:
    counts = {DeliveryState.SENT: 2, DeliveryState.REFUSED: 0, DeliveryState.IN_DOUBT: 1}

    assert say_counts(counts) == "2 sent, 1 in doubt"


def test_every_state_is_counted_in_french() -> None:
    with in_language("fr"):
        said = say_counts(dict.fromkeys(DeliveryState, 3))

    assert (said.count("3 "), any(word in said for word in ("sent,", "refused", "doubt"))) == (
        len(DeliveryState),
        False,
    )
