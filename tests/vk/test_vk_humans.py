"""One challenge of VK for a key: who waits, who goes out, what is sent along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lib.vk.errors import HumanNeeded, NoAnswer, Refused
from lib.vk.humans import PATIENCE, SESSION_SECONDS, Humans
from tests.conftest import SetClock

LINK = "https://id.vk.com/not_robot_captcha?session_token=1"


@pytest.fixture
def humans(clock: SetClock) -> Humans:
    return Humans(monotonic=clock)


@pytest.fixture
def meet(humans: Humans) -> Iterator[Callable[..., None]]:
    def met(method: str = "wall.createComment", code: int = 14, **more: Any) -> None:
        told = {"redirect_uri": LINK, "remixstlid": 9069780796616521905} | more
        with pytest.raises(HumanNeeded), humans.gate("community", method):
            raise HumanNeeded(code, "Captcha needed", method=method, **told)

    yield met


def goes_out(humans: Humans, method: str = "wall.createComment", key: Any = "community") -> Any:
    """What is sent along with a call that VK accepts; None where the call has to wait."""
    try:
        with humans.gate(key, method) as more:
            return dict(more)
    except HumanNeeded:
        return None


def test_without_a_challenge_everything_goes_out(humans: Humans) -> None:
    assert goes_out(humans) == {}
    assert humans.pending() == ()


def test_a_challenge_stops_its_key_and_no_other(humans: Humans, meet: Any) -> None:
    meet()
    (challenge,) = humans.pending()
    assert (challenge.key, challenge.link) == ("community", LINK)
    assert goes_out(humans) is None
    assert goes_out(humans, "users.get") is None
    assert goes_out(humans, "users.get", key="service") == {}


def test_a_second_call_under_way_brings_no_second_link(humans: Humans) -> None:
    with pytest.raises(HumanNeeded), humans.gate("community", "wall.post"):
        with pytest.raises(HumanNeeded), humans.gate("community", "wall.createComment"):
            raise HumanNeeded(14, "Captcha needed", method="wall.createComment", redirect_uri="a")
        raise HumanNeeded(14, "Captcha needed", method="wall.post", redirect_uri="b")
    assert [challenge.link for challenge in humans.pending()] == ["a"]


def test_the_answer_goes_with_the_method_that_was_stopped_and_only_once(
    humans: Humans, meet: Any
) -> None:
    meet()
    (challenge,) = humans.pending()
    assert humans.answer("community", challenge.number, {"success_token": "abc"})
    assert humans.pending() == ()
    assert goes_out(humans, "users.get") is None
    assert goes_out(humans) == {"success_token": "abc", "remixstlid": "9069780796616521905"}
    assert goes_out(humans) == {}
    assert goes_out(humans, "users.get") == {}


def test_only_one_call_carries_the_answer_while_it_is_under_way(humans: Humans, meet: Any) -> None:
    meet()
    humans.answer("community", humans.pending()[0].number, {"success_token": "abc"})
    with humans.gate("community", "wall.createComment") as more:
        assert more["success_token"] == "abc"
        assert goes_out(humans) is None
    assert goes_out(humans) == {}


def test_where_the_stopped_method_is_not_called_again_any_call_carries_the_answer(
    humans: Humans, meet: Any, clock: SetClock
) -> None:
    meet()
    humans.answer("community", humans.pending()[0].number, {"success_token": "abc"})
    clock.advance(PATIENCE)
    assert goes_out(humans, "users.get")["success_token"] == "abc"


def test_an_answer_that_was_lost_on_the_way_is_sent_again(humans: Humans, meet: Any) -> None:
    meet()
    humans.answer("community", humans.pending()[0].number, {"success_token": "abc"})
    with pytest.raises(NoAnswer), humans.gate("community", "wall.createComment"):
        raise NoAnswer("timeout")
    assert goes_out(humans)["success_token"] == "abc"


def test_another_refusal_ends_the_challenge_too(humans: Humans, meet: Any) -> None:
    meet()
    humans.answer("community", humans.pending()[0].number, {"success_token": "abc"})
    with pytest.raises(Refused), humans.gate("community", "wall.createComment"):
        raise Refused(213, "no", method="wall.createComment")
    assert goes_out(humans) == {}


def test_a_wrong_answer_brings_a_new_challenge(humans: Humans, meet: Any) -> None:
    meet()
    first = humans.pending()[0].number
    humans.answer("community", first, {"success_token": "wrong"})
    meet(redirect_uri="another")
    (challenge,) = humans.pending()
    assert (challenge.number > first, challenge.link) == (True, "another")
    assert not humans.answer("community", first, {"success_token": "late"})


def test_an_old_link_is_fetched_anew_by_one_call_at_ever_longer_intervals(
    humans: Humans, meet: Any, clock: SetClock
) -> None:
    meet()
    clock.advance(SESSION_SECONDS)
    meet(redirect_uri="second")
    clock.advance(SESSION_SECONDS)
    assert goes_out(humans) is None
    clock.advance(SESSION_SECONDS)
    assert goes_out(humans) == {}
    assert humans.pending() == ()


def test_a_person_gets_a_new_link_at_once(humans: Humans, meet: Any) -> None:
    meet()
    humans.renew("community")
    meet(redirect_uri="new")
    assert [challenge.link for challenge in humans.pending()] == ["new"]
    assert goes_out(humans) is None


def test_a_validation_is_tried_again_by_itself_and_when_told(
    humans: Humans, meet: Any, clock: SetClock
) -> None:
    meet(code=17)
    clock.advance(29)
    assert goes_out(humans) is None
    humans.answer("community", humans.pending()[0].number, {})
    assert goes_out(humans) == {}
    meet(code=17)
    clock.advance(30)
    assert goes_out(humans) == {}


def test_the_old_form_wants_the_word_of_a_picture(humans: Humans, meet: Any) -> None:
    meet(redirect_uri=None, captcha_sid="239", captcha_img="https://api.vk.com/captcha.php?sid=239")
    (challenge,) = humans.pending()
    assert challenge.picture == "https://api.vk.com/captcha.php?sid=239"
    humans.answer("community", challenge.number, {"captcha_key": "kwzr"})
    assert goes_out(humans) == {"captcha_sid": "239", "captcha_key": "kwzr"}


def test_a_confirmation_is_told_in_the_words_of_vk(humans: Humans, meet: Any) -> None:
    meet(code=24, redirect_uri=None, confirmation_text="Точно?")
    (challenge,) = humans.pending()
    assert challenge.confirmation == "Точно?"
    humans.answer("community", challenge.number, {"confirm": "1"})
    assert goes_out(humans) == {"confirm": "1"}
