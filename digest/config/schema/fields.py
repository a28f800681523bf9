"""What a key of feeds.yaml is: its name, its kind, its default, its words; `keys` holds them all."""

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """What a value is; each kind has one reader in `values`, `addresses` or `tables`."""

    TABLE = "table"
    TABLES = "list of tables"
    LINE = "text"
    TEXT = "text, several lines allowed"
    WORDS = "list of texts"
    PAIRS = "table of texts"
    SELECTORS = "table of CSS selectors"
    CHOICE = "one of the words"
    COUNT = "whole number"
    DURATION = "duration"
    SIZE = "size"
    RATE = "rate"
    DAY = "day"
    COLOUR = "colour"
    FONTS = "font names"
    SUBJECT = "subject line"
    ZONE = "time zone"
    MAILBOX = "name and mail address"
    MAILBOXES = "list of names and mail addresses"
    MAIL_ADDRESS = "mail address"
    MAIL_ADDRESSES = "list of mail addresses"
    HOSTS = "list of hosts"
    SOURCE_ADDRESS = "web address of a source"
    WEB_ADDRESS = "web address"
    API_ADDRESS = "web address of a provider"
    PING = "web address or variable"
    PATH = "file or folder"
    FOLDER = "folder"
    SMTP = "address of a mail relay"
    IMAP = "address of a mailbox"
    VARIABLE = "variable"
    MEMBERS = "file or database"
    CODES = "list of codes"
    DOMAIN = "name in the DNS"
    KEY = "file or variable"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDoc:
    """One key of feeds.yaml.

    Attributes:
        name: With the tables it stands in, joined by dots; `sources[].url` stands in each item of a list.
        kind: What its value is.
        default: What holds where it is left out, as it would be written; empty where nothing does.
        doc: What it is for, in one line.
        example: A value as it is written, where the default does not show one.
        choices: The words it may be, where they are few.
        least: The least that a number may be.
        most: The most that a number may be.
        is_required: Whether the file is at fault without it.
    """

    name: str
    kind: FieldType
    doc: str
    default: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 1000
    is_required: bool = False

    @property
    def last(self) -> str:
        """Return the key as it is written in its table."""
        return self.name.rpartition(".")[2]

    @property
    def table(self) -> str:
        """Return the name of the table it stands in; empty at the top."""
        return self.name.rpartition(".")[0]

    @property
    def is_in_list(self) -> bool:
        """Whether it stands in the items of a list."""
        return "[]" in self.name

    @property
    def sample(self) -> str:
        """Return a value as it is written."""
        return self.example or self.default
