"""The sample letter, built in a folder and shown on a desk: for the tests of the server and those in a browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from digest.app.build import EditionService
from digest.config import load_config
from digest.preview import PreviewSession, open_server
from digest.preview.server import PreviewServer
from digest.starter import copy_starter

NOON = datetime(2026, 3, 4, 12, tzinfo=ZoneInfo("Europe/Paris"))


def newsroom(folder: Path) -> EditionService:
    """Wire the rooms for the letter in a folder, at noon of a day in March."""
    return EditionService(load_config(folder / "feeds.yaml", environ={}), state=folder / ".digest", now=NOON)


def built(folder: Path) -> Path:
    """Make the sample letter in a folder."""
    copy_starter(folder)
    newsroom(folder).build()
    return folder


@contextmanager
def served(folder: Path) -> Iterator[PreviewServer]:
    """Show the letter in a folder until the test is over."""
    desk = PreviewSession(lambda: newsroom(folder))
    desk.start()
    with open_server(desk, port=8765) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
