"""Selection of an edition: window, duplicates, themes and agenda; values in, an edition out; no disk, no clock.

`window` decides which days and articles are due, `dedupe` and `events` what is one thing told twice, `themes` which
theme takes an article, `compose` joins it all, `explain` says why.
"""
