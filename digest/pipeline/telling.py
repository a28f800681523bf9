"""Who hears of an unattended run: the officer by mail, cron by what is printed; of each thing once.

What was told is remembered in the store. An event is told once for good; what is wrong is told again only after it was
gone for more than a day.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from digest.config import Config
from digest.errors import LockedError
from digest.locale import _
from digest.model import Problem
from digest.pipeline.diary import Diary, key_of
from digest.pipeline.notices import send_notice
from digest.store import Store

_REMEMBERED = timedelta(hours=26)
"""What was wrong in a run less than this ago is not told anew; sources are read once a day, give or take an hour."""
_TROUBLE = "mail:"


class Teller:
    """Tells what a run came to.

    Args:
        config: What feeds.yaml says.
        now: The instant of the run.
        environ: The environment, which holds the secrets.
    """

    def __init__(self, config: Config, *, now: datetime, environ: Mapping[str, str]) -> None:
        self._config = config
        self._now = now
        self._environ = environ

    def tell(self, diary: Diary, store: Store) -> None:
        """Tell the officer what happened, once; what could not be told waits for the next run."""
        self._know(diary, store)
        news = self._news(diary, store)
        if news:
            store.told().note(news, now=self._now)
        if not news or not self._config.send.report_to:
            return
        why = send_notice(tuple(news.values()), self._config, environ=self._environ, now=self._now)
        if why:
            events = {key: words for key, words in news.items() if not key.startswith(_TROUBLE)}
            store.told().hold(events, now=self._now)  # what is in the way may be gone by the next run
            message = _("nobody could be told by mail: {reason}").format(reason=why)
            diary.problems.append(Problem(source="", where="send.report_to", message=message))

    def remember(self, diary: Diary, store: Store) -> None:
        """Note what is wrong as told, after it was found out what of it is news."""
        self._know(diary, store)
        store.told().note(diary.wrongs(), now=self._now)

    def _news(self, diary: Diary, store: Store) -> dict[str, str]:
        """Give what the officer has not heard yet, by its key."""
        told = store.told()
        news = told.waiting()
        news |= {one.key: one.words for one in diary.events if told.since(one.key) is None}
        for error in diary.errors:
            if diary.is_news(error) and not isinstance(error, LockedError):
                news[_TROUBLE + key_of(error)] = _("Something is in the way: {reason}.").format(reason=error.problem)
        return news

    def _know(self, diary: Diary, store: Store) -> None:
        """Find out what of all that is wrong earlier runs have said."""
        told = store.told()
        seen = {key: told.since(key) for key in diary.wrongs()}
        known = (key for key, when in seen.items() if when and timedelta(0) <= self._now - when <= _REMEMBERED)
        diary.known = frozenset(known)
