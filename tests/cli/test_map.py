"""The command map: a page with everything inside, of those and of the time that were asked for."""

import pytest

from stdesk.maps import assets_present

pytestmark = pytest.mark.skipif(
    not assets_present(), reason="web assets are made by packaging/test.py"
)


@pytest.fixture(scope="module")
def project(stdesk, demo_log, tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "town.stdesk"
    assert stdesk("new", path).code == 0
    assert stdesk("import", path, demo_log).code == 0
    return path


def test_a_map_of_everyone_and_of_one_user_is_written(stdesk, project, tmp_path):
    every = stdesk("map", project, "--out", tmp_path / "all.html", "--json")
    assert every.code == 0, every.err
    assert every.object["events"] == 6000
    assert every.object["bytes"] == (tmp_path / "all.html").stat().st_size
    key = "u0001"
    one = stdesk("map", project, "--out", tmp_path / "one.html", "--user", key, "--layer", "paths")
    assert one.code == 0, one.err
    assert "1 user" in one.out


def test_a_time_from_and_to_restricts_the_map(stdesk, project, tmp_path):
    out = tmp_path / "days.html"
    begin, end = "2024-03-10T00:00Z", "2024-03-20T00:00Z"
    said = stdesk("map", project, "--out", out, "--from", begin, "--to", end, "--json")
    assert said.code == 0, said.err
    assert 0 < said.object["events"] < 6000


def test_what_makes_no_map_is_said_in_a_sentence_and_leaves_no_file(stdesk, project, tmp_path):
    out = tmp_path / "none.html"
    nobody = stdesk("map", project, "--out", out, "--user", "nobody")
    assert nobody.code == 2
    assert "nobody" in nobody.err
    assert stdesk("map", project, "--out", out, "--layer", "paths").code == 2
    assert not out.exists()
