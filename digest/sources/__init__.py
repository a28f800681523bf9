"""Sources: bytes of the world in, articles and events out, each with its provenance.

`http` is the network and `files` the disk; all others take bytes. `collect` reads every source, each in its own guard.
"""
