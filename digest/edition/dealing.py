"""What an edition has dealt with once it was sent: no later one takes it again."""

from digest.edition.data import Edition


def dealt_ids(edition: Edition) -> tuple[str, ...]:
    """Give the ids of the articles and éditos that the edition printed or left out, with those merged into them.

    What fits no theme was neither: it comes back until a theme takes it or its day is beyond the horizon.
    """
    articles = [placed.article for chapter in edition.chapters for placed in chapter.articles]
    merged = (key for article in articles for key in article.keys if key.startswith("a-"))
    left_out = (left.id for left in edition.left_out if left.id.startswith("a-"))
    return tuple(sorted({*(article.id for article in articles), *merged, *left_out, *edition.editos}))
