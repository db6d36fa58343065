"""The command line as ``python -m corridors``."""

from corridors.cli.main import main

if __name__ == "__main__":
    main()
