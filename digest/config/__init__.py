"""Configuration: `feeds.yaml` read whole, every fault at once with its line; `load_config` is the entry."""

from digest.config.addresses import fill_in
from digest.config.errors import ConfigFault, FaultCollector, SourcePosition, show_fault, suggest
from digest.config.load import ConfigFaults, find_config, load_config
from digest.config.model import (
    Brand,
    Checks,
    Config,
    Dkim,
    Fetch,
    Letter,
    Mailbox,
    MailboxSettings,
    Send,
    Source,
    SourceType,
    Theme,
    WindowRule,
)
from digest.config.schema.fields import KeyDoc
from digest.config.schema.registry import describe_keys
from digest.config.show import config_record, show_config

__all__ = [
    "Brand",
    "Checks",
    "Config",
    "ConfigFault",
    "ConfigFaults",
    "Dkim",
    "FaultCollector",
    "Fetch",
    "KeyDoc",
    "Letter",
    "Mailbox",
    "MailboxSettings",
    "Send",
    "Source",
    "SourcePosition",
    "SourceType",
    "Theme",
    "WindowRule",
    "config_record",
    "describe_keys",
    "fill_in",
    "find_config",
    "load_config",
    "show_config",
    "show_fault",
    "suggest",
]
