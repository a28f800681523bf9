"""Newsletters and digests for networks of local governments.

The rooms, from the command line down to the words: `cli`, `desk`, `pipeline`; then `sources`, `selection`, `render`
and `store`, which do not know each other; then `edition`, `config`, `model`, `text`, `locale` and `errors`.
"""

__version__ = "0.1.0"
