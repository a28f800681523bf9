"""Plain-text documents of the network: saved portal pages and session documents."""
