"""What an edition takes and where it stands: harvest in, edition out; values only, no disk, no clock.

`window` says which days and articles are due, `duplicates` and `same_events` what is one thing told twice, `themes` and
`homes` where an article belongs, `agenda` which events are printed, `compose` joins it all, `explanations` says why.
"""
