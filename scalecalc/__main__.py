"""`python -m scalecalc` and the `scalecalc` script."""

from scalecalc.cli.main import main

if __name__ == "__main__":
    import sys

    sys.exit(main())
