"""What the window remembers between sessions, in one small file of the person's own."""

import json
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from stdesk.desk.look.theme import MODES
from stdesk.language import LANGUAGES

RECENT = 8


def settings_path() -> Path:
    """Where the settings of this person lie."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "stdesk" / "stdesk.ini"


class Settings:
    """Typed doors to a QSettings file; values are stored as JSON, which keeps their types."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_path()
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)

    def get(self, name: str, default: Any = None) -> Any:
        """A remembered JSON value; `default` where there is none or it cannot be read."""
        found = self._store.value(name)
        if not isinstance(found, str):
            return default
        try:
            return json.loads(found)
        except ValueError:
            return default

    def set(self, name: str, value: Any) -> None:
        self._store.setValue(name, json.dumps(value, ensure_ascii=True))

    @property
    def language(self) -> str | None:
        code = self.get("language")
        return code if code in LANGUAGES else None

    @language.setter
    def language(self, code: str) -> None:
        self.set("language", code)

    @property
    def theme(self) -> str:
        mode = self.get("theme", "system")
        return mode if mode in MODES else "system"

    @theme.setter
    def theme(self, mode: str) -> None:
        self.set("theme", mode)

    @property
    def zoom(self) -> int:
        """Percent of the normal text size."""
        value = self.get("zoom", 100)
        return min(max(value, 80), 160) if isinstance(value, int) else 100

    @zoom.setter
    def zoom(self, percent: int) -> None:
        self.set("zoom", min(max(percent, 80), 160))

    @property
    def known_projects(self) -> list[Path]:
        """Projects opened lately, the newest first, also those whose file is gone."""
        return [Path(path) for path in self.get("recent", [])]

    @property
    def recent(self) -> list[Path]:
        """Projects opened lately that still exist, the newest first."""
        return [path for path in self.known_projects if path.is_file()]

    def remember_project(self, path: Path) -> None:
        path = path.resolve()
        others = [str(other) for other in self.known_projects if other != path]
        self.set("recent", [str(path), *others][:RECENT])
        self.set("last_project", str(path))
        self.note(path, opened_ms=int(time.time() * 1000))

    def forget_project(self, path: Path) -> None:
        """Take a project off the list of those opened lately."""
        self.set("recent", [str(other) for other in self.known_projects if other != path])

    def note(self, path: Path, **facts: int) -> None:
        """Keep what is known of a project while it is closed: events, opened_ms."""
        facts_of, known = self._facts(), {str(path) for path in self.known_projects}
        facts_of[str(path)] = {**facts_of.get(str(path), {}), **facts}
        self.set("facts", {key: found for key, found in facts_of.items() if key in known})

    def noted(self, path: Path, fact: str) -> int | None:
        """What `note` kept of a project, or None."""
        value = self._facts().get(str(path), {}).get(fact)
        return value if isinstance(value, int) else None

    def _facts(self) -> dict[str, dict[str, Any]]:
        found = self.get("facts", {})
        return dict(found) if isinstance(found, dict) else {}

    def forget_last_project(self) -> None:
        self.set("last_project", None)

    @property
    def reopens(self) -> bool:
        """Whether the last project is opened again at start."""
        return bool(self.get("reopen", True))

    def reopen(self, wanted: bool) -> None:
        self.set("reopen", wanted)

    @property
    def last_project(self) -> Path | None:
        path = self.get("last_project")
        return Path(path) if path and Path(path).is_file() else None

    def blob(self, name: str) -> QByteArray:
        """What Qt gave for a geometry or a splitter."""
        return QByteArray.fromBase64((self.get(name) or "").encode())

    def set_blob(self, name: str, value: QByteArray) -> None:
        self.set(name, bytes(value.toBase64().data()).decode())

    def save(self) -> None:
        self._store.sync()
