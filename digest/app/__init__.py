"""One run from end to end: sources, store, selection, edition, letter. The only room that knows all the others.

`intake` reads the sources into the store, `newsroom` wires the rest, `shelf` holds the editions and `words` has their
articles read, `files` writes what comes out, `results` is what it gives back; `additions` brings new sources into
feeds.yaml. Nothing is imported here: a command pays for what it does.
"""
