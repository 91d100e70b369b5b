"""Makes `python -m streams` the same command as `silkwire`."""

from streams.cli import main

if __name__ == "__main__":
    main()
