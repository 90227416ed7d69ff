"""Loads the learning library from a worker without a stutter of the window.

Importing torch holds the interpreter for 0.2 to 0.4 s while its shared libraries are read. Loaded
beforehand by a call that lets go of the interpreter, they are found ready, and what remains are
pauses of some 50 ms.
"""

import ctypes
import functools
import gc
import importlib.util
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stdesk.language import tr
from stdesk.progress import Progress

log = logging.getLogger(__name__)


def with_torch(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` as a job: torch is loaded first, and leaves one core to the window."""

    @functools.wraps(function)
    def prepared(*arguments: Any) -> Any:
        progress: Progress = arguments[-1]
        if "torch" not in sys.modules:
            progress.step(0, 1, tr("Loading the learning library"))
            _load_shared_libraries()
        import torch

        torch.set_num_threads(spare_threads())
        gc.freeze()  # what was just imported stays; the collector need not look at it again
        return function(*arguments)

    return prepared


def spare_threads() -> int:
    """One thread fewer than there are cores, so that the window stays smooth."""
    return max(1, (os.cpu_count() or 2) - 1)


def _load_shared_libraries() -> None:
    """A call through ctypes releases the interpreter, which the import statement does not."""
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None or sys.platform == "win32":
        return
    suffix = ".dylib" if sys.platform == "darwin" else ".so"
    library = Path(found.origin).parent / "lib" / f"libtorch_python{suffix}"
    try:
        loader = ctypes.CDLL(None)
        loader.dlopen.restype = ctypes.c_void_p
        loader.dlopen(os.fsencode(library), os.RTLD_NOW)
    except (OSError, AttributeError):
        log.warning("%s could not be loaded ahead of the import", library)
