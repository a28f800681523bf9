"""RSS, Atom and JSON feeds, from bytes to articles."""
