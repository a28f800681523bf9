"""The SMTP transport (RFC 5321): connections kept open, pipelined transactions, replies and their meaning."""
