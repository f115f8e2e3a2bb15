"""A delivery in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideogram_desk.desktop.settings.callbacks.delivery_words import (
    about_words,
    event_words,
    host_of,
    in_words,
    state_words,
)
from ideogram_desk.domain.callback import CallbackEvent, DeliveryState
from tests.desktop.settings.conftest import NOW, delivery


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": DeliveryState.OWED}, "Waits for its turn"),
        (
            {
                "state": DeliveryState.OWED,
                "tries": 2,
                "note": "It answered HTTP 503.",
                "next_at": NOW + timedelta(minutes=4),
            },
            "It answered HTTP 503 · try 3 of 10 in 4 min",
        ),
        (
            {"state": DeliveryState.OWED, "tries": 1, "status": 503, "next_at": NOW},
            "HTTP 503 · try 2 of 10 now",
        ),
        ({"state": DeliveryState.DELIVERED, "tries": 1, "status": 200}, "Delivered · HTTP 200"),
        (
            {"state": DeliveryState.DELIVERED, "tries": 3, "status": 204},
            "Delivered · HTTP 204 · 3 tries",
        ),
        ({"state": DeliveryState.DEAD, "tries": 10}, "Not delivered · 10 tries"),
        ({"state": DeliveryState.DEAD, "tries": 1, "note": "Too big."}, "Too big · 1 try"),
        ({"state": DeliveryState.DISABLED, "status": 410}, "Not wanted any more · HTTP 410"),
    ],
)
def test_how_it_stands_is_said_in_one_line(fields, said):
    assert state_words(delivery("a", **fields), NOW) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "now"),
        (12, "in 12 s"),
        (299, "in 5 min"),
        (3600 * 5, "in 5 h"),
        (3600 * 24, "in 24 h"),
        (86_400 * 3, "in 3 days"),
    ],
)
def test_a_wait_is_said_roundly(seconds, said):
    assert in_words(seconds) == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"prompt": "a  fox\\nin snow"}', "a fox in snow"),
        (b'{"prompt": ""}', "Job 01J"),
        (b'{"prompt": 7}', "Job 01J"),
        (b"[]", "Job 01J"),
        (b"\xff", "Job 01J"),
    ],
)
def test_it_is_known_by_the_first_words_of_its_prompt(body, said):
    assert about_words(delivery("a", DeliveryState.OWED, body=body, job="01J")) == said


def test_a_long_prompt_is_cut():
    body = b'{"prompt": "' + b"x" * 9000 + b'"}'
    assert len(about_words(delivery("a", DeliveryState.OWED, body=body))) <= 120


@pytest.mark.parametrize("event", CallbackEvent)
def test_every_event_has_its_words(event):
    assert event_words(delivery("a", DeliveryState.OWED, event=event))


def test_a_receiver_is_called_by_its_host():
    assert host_of("https://hooks.example.com/a?b") == "hooks.example.com"
    assert host_of("http://192.168.1.5:8080/cb") == "192.168.1.5:8080"
    assert host_of("nonsense") == "nonsense"
