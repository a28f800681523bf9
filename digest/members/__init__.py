"""Members as values: lists in and out, columns, consent, and the tokens of their links.

Nothing here touches the store or the network; `digest.store.members` keeps what is read here.
"""
