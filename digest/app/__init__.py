"""The use cases, one module each: collect, build, approve, freeze, send, members, scheduled run, doctor, notices.

Wires sources, store, selection, render and delivery together. Nothing is imported here: a command loads what it runs.
"""
