"""Newsletters and digests for networks of local governments.

The packages, from the command line down: `cli`; `preview` and `web`; `app`; then `sources`, `selection`, `render`,
`checks`, `store`, `members` and `delivery`, which do not know each other; then `edition`, `config`, `model`, `text`,
`locale`, `errors` and `disk`. docs/architecture.md has what is where.
"""

__version__ = "0.1.0"
