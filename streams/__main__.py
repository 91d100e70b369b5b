"""`python -m streams` is `silkwire`."""

from streams.cli import main

if __name__ == "__main__":
    main()
