import itertools

import pytest

from narrator.batch.report import Report, Trouble

SERIOUS = (78, 74, 69, 75, 65)


@pytest.mark.parametrize("codes", list(itertools.combinations(SERIOUS, 2)))
def test_exit_code_is_that_of_the_most_serious_failure_whatever_their_order(codes):
    for order in itertools.permutations(codes):
        report = Report(new=3, failed=[Trouble(f"page {code}", code, "it failed") for code in order])
        assert report.exit_code == codes[0]


def test_run_without_a_failure_is_0_and_one_that_was_stopped_tells_its_signal():
    assert Report(new=3, warnings=["a word"]).exit_code == 0
    assert Report(stopped=15, failed=[Trouble("page", 78, "it failed")]).exit_code == 143


def test_engine_that_was_switched_off_and_a_budget_that_is_spent_are_told():
    assert Report(engines_off=["gtts"]).exit_code == 69
    assert Report(later=True).exit_code == 75


@pytest.mark.parametrize(("own", "code"), [(2, 78), (66, 65), (73, 74), (77, 69), (1, 1)])
def test_exit_code_of_a_single_story_is_told_as_what_it_means_for_a_batch(own, code):
    assert Report(failed=[Trouble("page", own, "it failed")]).exit_code == code


def test_last_line_counts_and_tells_the_first_failure():
    failed = [Trouble("a", 65, "a has no text", None, 3, set_aside=True), Trouble("b", 65, "b has none")]
    assert Report(new=2, corrected=1, unchanged=9, left=4, failed=failed).line() == (
        "2 new, 1 corrected, 0 withdrawn, 9 unchanged, 4 left for later"
        " · 2 failed: a has no text (tried 3 times, set aside)"
    )
    assert Report(unchanged=9, aside=7).line() == "0 new, 0 corrected, 0 withdrawn, 9 unchanged, 7 set aside"
