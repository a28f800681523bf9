"""Messages leave: transports behind one contract, the post that hands them out, and what comes back.

The room knows octets, addresses and answers, and nothing of editions or templates; the pipeline wires it to the store.
"""
