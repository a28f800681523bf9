"""Files written whole: whoever reads one meanwhile, and whatever happens to us, it is the old one or the new one."""

from contextlib import suppress
from pathlib import Path


def replace_file(file: Path, octets: bytes) -> None:
    """Put a new file in the place of an old one, whose rights it takes over; its folder is made where it is missing.

    Raises:
        OSError: The disk refuses; the old file is as it was.
    """
    beside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(octets)
        with suppress(FileNotFoundError):
            beside.chmod(file.stat().st_mode & 0o7777)
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
