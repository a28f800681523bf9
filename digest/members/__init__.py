"""Who receives the letter, as values: lists read and written, themes, consent, and the tokens of their links.

Nothing here touches the store or the network; `digest.store.members` keeps what this room reads.
"""
