"""Where our own files lie: beside the package in a checkout, inside it once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(*parts: str) -> Path:
    """A file or folder of `resources/`."""
    return _folder("resources", "resources").joinpath(*parts)


def card(*parts: str) -> Path:
    """A file or folder of `models/` (cards and presets)."""
    return _folder("models", "cards").joinpath(*parts)


def _folder(in_checkout: str, in_wheel: str) -> Path:
    installed = _PACKAGE / in_wheel
    return installed if installed.is_dir() else _PACKAGE.parent / in_checkout
