"""feeds.yaml: read whole, every fault at once with its line; `load_config` is the one way in."""

from digest.config.data import (
    Brand,
    Config,
    Fetch,
    Letter,
    Mailbox,
    Send,
    Source,
    SourceType,
    Theme,
    WindowRule,
)

__all__ = ["Brand", "Config", "Fetch", "Letter", "Mailbox", "Send", "Source", "SourceType", "Theme", "WindowRule"]
