"""Numbers as shapes."""

from hypothesis import given
from hypothesis import strategies as st

from digest.render.report_page import HEIGHT, WIDTH, draw_bars, draw_columns

COUNTS = st.lists(st.tuples(st.text(max_size=3), st.integers(0, 10**7)), max_size=60)


def test_the_greatest_bar_is_whole_and_the_others_are_in_proportion() -> None:
    bars = draw_bars([("sent", 200), ("refused", 50), ("in doubt", 0)])

    assert [(bar.label, bar.count, bar.length) for bar in bars] == [
        ("sent", 200, 100.0),
        ("refused", 50, 25.0),
        ("in doubt", 0, 0.0),
    ]


def test_columns_stand_on_one_line_side_by_side() -> None:
    first, second = draw_columns([("1", 50), ("2", 100)])

    assert (first.y + first.height, second.height, first.x + first.width < second.x) == (HEIGHT, HEIGHT, True)


@given(COUNTS)
def test_no_shape_leaves_the_drawing(counts: list[tuple[str, int]]) -> None:
    columns = draw_columns(counts)

    assert all(one.x >= 0 and one.x + one.width <= WIDTH + 0.1 and 0 <= one.y <= HEIGHT for one in columns)
    assert all(0 <= bar.length <= 100 for bar in draw_bars(counts))
