"""Delivery of messages: the queue, its workers and rate limiter, transports behind one contract, and bounces.

Knows bytes, addresses and replies, and nothing of editions or templates; `digest.app` wires it to the store. `queue`
claims what is due and schedules retries, `replies` classifies an answer, `journal` writes the states of deliveries.
"""
