import pytest

from digest.text.normalize import is_vague


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ici", True),
        ("Cliquez ici !", True),
        ("En savoir plus…", True),
        ("Read more", True),
        ("Lire le compte rendu", False),
        ("S'inscrire", False),
    ],
)
def test_words_are_vague_that_any_link_could_have(words: str, expected: bool) -> None:
    assert is_vague(words) is expected
