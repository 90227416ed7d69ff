"""`python -m stdesk` is the same as `stdesk`."""

from stdesk.cli import main

if __name__ == "__main__":
    main()
