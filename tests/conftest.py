"""What every test may count on: no screen is needed, and the real logs are found or skipped."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Chromium refuses its sandbox to root; only ever set for root, and only here in tests.
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")

if "PYTEST_XDIST_WORKER" in os.environ:
    # One core for each worker: threads of two workers on two cores only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# No example has a deadline: what a loaded machine takes says nothing about what is tested.
settings.register_profile("stdesk", deadline=None)
settings.load_profile("stdesk")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real logs that lies beside the checkout; tests that read it skip without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real logs (../shared/data) are not on this machine")
    return folder
