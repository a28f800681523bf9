"""`config --show`: the effective values, readable again, without a secret."""

import json
from pathlib import Path

from digest.config import config_record, load_config, show_config

EVERY_KEY = Path(__file__).resolve().parent.parent / "data" / "good_config" / "02-every-key.yaml"


def test_what_is_shown_can_be_read_again_and_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "contenu").mkdir()
    (tmp_path / "contenu" / "une-nouvelle.md").touch()
    shown = show_config(load_config(EVERY_KEY, environ={"DIGEST_WEB": "https://lettre.exemple.org"}))
    (tmp_path / "feeds.yaml").write_text(shown, encoding="utf-8")

    assert show_config(load_config(tmp_path / "feeds.yaml", environ={})) == shown


def test_a_secret_of_the_environment_is_not_in_what_is_shown() -> None:
    config = load_config(EVERY_KEY, environ={"DIGEST_PASSWORD": "motdepasse"})

    assert ("motdepasse" in show_config(config) + repr(config), "${DIGEST_PASSWORD}" in show_config(config)) == (
        False,
        True,
    )


def test_the_record_for_machines_is_json_and_names_the_file() -> None:
    record = config_record(load_config(EVERY_KEY, environ={}))

    assert (record["path"], json.loads(json.dumps(record))) == (str(EVERY_KEY), record)
