"""`python -m digest`: the same program as the command `digest`."""

from digest.cli import main

if __name__ == "__main__":
    main()
