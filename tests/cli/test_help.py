"""`stdesk help` reads the same pages as the window."""

from stdesk.manual import TOPICS, page


def test_without_a_topic_all_are_listed(stdesk):
    said = stdesk("help")
    assert said.code == 0
    for topic in TOPICS:
        assert topic in said.out
        assert page(topic, "en").title in said.out


def test_a_topic_is_printed_without_marks_of_markdown_and_pictures(stdesk):
    said = stdesk("help", "compare")
    assert said.code == 0
    assert "Read the table" in said.out
    assert "stdesk leaderboard town.stdesk" in said.out
    assert ".png" not in said.out
    assert "**" not in said.out


def test_the_beginning_of_a_topic_is_enough(stdesk):
    assert stdesk("help", "first", "--json").object["topic"] == "first-ten-minutes"


def test_words_are_found_the_best_page_first(stdesk):
    found = stdesk("help", "--search", "rejected rows", "--json").object["found"]
    assert found[0]["topic"] == "import"
    assert "import" in stdesk("help", "--search", "rejected rows").out
    assert stdesk("help", "--search", "xyzzyq").out.strip() == "No help page speaks of this."


def test_an_unknown_topic_is_said_in_one_sentence(stdesk):
    said = stdesk("help", "weather")
    assert said.code == 2
    assert "weather" in said.err
    assert "stdesk help" in said.err
