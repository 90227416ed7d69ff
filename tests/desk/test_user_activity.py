"""What the list of users tells of each."""

from stdesk.desk.explore.user_activity import day_of, read_activity
from stdesk.desk.work.log_cache import forget_log, shared_log
from stdesk.features import log_in_memory
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import create_project, open_project


def test_days_in_the_list_are_local_ones(tmp_path):
    log = tmp_path / "evening.csv"
    lines = [f"u{day % 2},2024-05-{day:02}T22:30:00-05:00,cafe {day % 3}" for day in range(1, 15)]
    log.write_text("\n".join(["who,when,place", *lines]), encoding="utf-8")
    with create_project(tmp_path / "evening.stdesk") as project:
        import_files(project, ImportSettings((log,)), Progress())
        activity = read_activity(project)
    assert [day_of(ms) for ms in activity.first] == ["2024-05-01", "2024-05-02"]
    assert [day_of(ms) for ms in activity.last] == ["2024-05-13", "2024-05-14"]


def test_a_log_in_memory_tells_the_same_of_each_user(city):
    with open_project(city) as project:
        forget_log()
        read = read_activity(project)
        assert log_in_memory(project) is None
        assert shared_log(project) is log_in_memory(project)
        counted = read_activity(project)
        forget_log()
    assert counted.keys.equals(read.keys)
    for name in ("events", "first", "last"):
        assert getattr(counted, name).tolist() == getattr(read, name).tolist()
