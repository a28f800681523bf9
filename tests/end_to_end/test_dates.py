"""`digest dates`: one expression a line in, one JSON object a line out, at once."""

import json
import subprocess
from pathlib import Path

from tests.end_to_end.commands import COMMAND, digest, environment

KEYS = ["text", "start", "end", "all_day", "kind", "problem", "statements"]


def test_each_line_is_answered_with_exactly_the_keys_of_the_contract(tmp_path: Path) -> None:
    result = digest(
        tmp_path, "dates", "--reference", "2024-04-10", "--json", stdin="le 25 avril 2024\nrien du tout\n\n"
    )

    records = [json.loads(line) for line in result.out.splitlines()]
    assert ([list(record) for record in records], records[0]["start"]) == ([KEYS] * 3, "2024-04-25")


def test_an_escaped_line_feed_is_a_line_feed_of_the_expression(tmp_path: Path) -> None:
    result = digest(tmp_path, "--as-of", "2024-04-10", "dates", stdin="25\\navr\n")

    record = json.loads(result.out)
    assert (record["text"], record["start"]) == ("25\navr", "2024-04-25")


def test_verbose_names_the_rule(tmp_path: Path) -> None:
    result = digest(tmp_path, "--verbose", "dates", stdin="le 25 avril 2024\n")

    assert list(json.loads(result.out)) == [*KEYS, "rule"]


def test_an_answer_comes_before_the_next_line_is_written(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "dates"], cwd=tmp_path, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"le 25 avril 2024\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        process.stdin.close()

    assert json.loads(answer)["start"] == "2024-04-25"
