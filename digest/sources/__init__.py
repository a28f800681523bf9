"""Places we read: bytes in, articles and events out, each with its provenance.

`fetch` is the network and `folders` the disk; everything else takes bytes. `collect` reads all of them into a Harvest.
"""
