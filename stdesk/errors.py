"""The few exceptions that a person can act upon.

Each carries a sentence (English, the key of its translation) and the values that fill it in, so
that the window and the command line can show the same problem in the reader's language.
"""


class Problem(Exception):
    """What happened, where, and what to do; `text` is a template filled with `values`."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text, values)
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text


class ProjectProblem(Problem):
    """The project file cannot be opened, created, migrated or written."""


class ProjectInUse(ProjectProblem):
    """Another window or command holds the project for writing; reading is still possible."""


class ImportProblem(Problem):
    """A log cannot be read or understood."""


class SettingProblem(Problem):
    """A setting has a value that makes no sense; the command line exits with 2."""


class ModelProblem(Problem):
    """A model cannot be trained, loaded or asked, and why."""


class ReportProblem(Problem):
    """A report or another output file cannot be written."""
