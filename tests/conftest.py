"""What every test may count on: no screen is needed, and the real logs are found or skipped."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Chromium refuses its sandbox to root; only ever set for root, and only here in tests.
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")

if "PYTEST_XDIST_WORKER" in os.environ:
    # One core for each worker: threads of two workers on two cores only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# What a loaded machine takes says nothing about what is tested; and the same examples each time,
# so that a test does not fail by luck. `--hypothesis-profile=search` looks for new ones.
CALM = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("search", deadline=None, suppress_health_check=CALM)
settings.register_profile("stdesk", settings.get_profile("search"), derandomize=True)
settings.load_profile("stdesk")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real logs that lies beside the checkout; tests that read it skip without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real logs (../shared/data) are not on this machine")
    return folder
