"""Every fault, once, at each step where it makes sense."""

import json

import httpx
import pytest

from ideogram_desk.sandbox.fault_kinds import DOWNLOADS, MARKS, REPLIES, SPOILERS, STEPS, Step

LOST = (httpx.RemoteProtocolError, httpx.ReadError)
DROPS = ("drop-before", "drop-after")


def status_of(name):
    """The status that a reply of this name has."""
    return next((int(part) for part in name.split("-") if part.isdigit()), 200)


def replies_at(step):
    return [name for name, steps in REPLIES.items() if step in steps and name not in DROPS]


@pytest.mark.parametrize("name", replies_at(Step.SUBMIT))
def test_a_refusal_at_submit_is_not_billed_and_then_over(fault, generate, billed, name):
    fault(name)
    answer = generate()
    assert answer.status_code == status_of(name)
    assert answer.headers["x-request-id"]
    assert billed() == (0, 0)
    assert generate().status_code == 200


@pytest.mark.parametrize("name", replies_at(Step.POLL))
def test_a_refusal_at_poll_hides_the_generation_once(fault, submit, api, completed, name):
    generation = submit(**{"async": True}).json()["generation_id"]
    fault(name, step="poll")
    assert api.get(f"/v2/generations/{generation}").status_code == status_of(name)
    assert completed(generation)["status"] == "completed"


@pytest.mark.parametrize("name", replies_at(Step.DOWNLOAD))
def test_a_refusal_at_download_leaves_the_link_alive(fault, generate, anyone, name):
    url = generate().json()["data"][0]["url"]
    fault(name, step="download")
    assert anyone.get(url).status_code == status_of(name)
    assert anyone.get(url).content.startswith(b"\x89PNG")


@pytest.mark.parametrize("how", ["", "reset"])
def test_a_connection_dropped_before_acceptance_costs_nothing(fault, generate, billed, how):
    fault("drop-before", value=how)
    with pytest.raises(LOST):
        generate()
    assert billed() == (0, 0)


def test_a_connection_dropped_after_acceptance_is_billed(fault, generate, billed):
    fault("drop-after")
    with pytest.raises(LOST):
        generate(model="V_2A")
    assert billed() == (1, 40_000)


@pytest.mark.parametrize("name", DROPS)
def test_a_poll_can_be_dropped(fault, submit, api, name):
    generation = submit(**{"async": True}).json()["generation_id"]
    fault(name, step="poll")
    with pytest.raises(LOST):
        api.get(f"/v2/generations/{generation}")


def test_a_download_can_be_dropped(fault, generate, anyone):
    url = generate().json()["data"][0]["url"]
    fault("drop-before", step="download")
    with pytest.raises(LOST):
        anyone.get(url)


SPOILED = {
    "html-200-after": lambda a: a.status_code == 200 and "<h1>" in a.text,
    "html-502-after": lambda a: a.status_code == 502 and "<h1>" in a.text,
    "504-after": lambda a: a.status_code == 504,
    "empty-body": lambda a: a.status_code == 200 and a.content == b"",
    "truncated-json": lambda a: a.content.startswith(b"{") and not a.content.endswith(b"}"),
    "byte-order-mark": lambda a: a.content.startswith(b"\xef\xbb\xbf{"),
    "utf-16": lambda a: a.content.decode("utf-16").startswith("{"),
    "deep-json": lambda a: a.content.startswith(b"[" * 200_000),
    "repeated-keys": lambda a: a.content.count(b'"data"') == 2,
    "slow": lambda a: a.elapsed.total_seconds() >= 0.2,
}


@pytest.mark.parametrize("name", sorted(set(SPOILERS) - set(DROPS)))
def test_a_spoilt_answer_is_billed_all_the_same(fault, generate, billed, name):
    fault(name, value="0.2" if name == "slow" else "")
    answer = generate()
    assert SPOILED[name](answer), answer.content[:200]
    assert billed() == (1, 80_000)


@pytest.mark.parametrize("name", sorted(set(SPOILERS) - set(DROPS)))
def test_a_poll_can_be_spoilt_and_asked_again(fault, submit, api, completed, name):
    generation = submit(**{"async": True}).json()["generation_id"]
    completed(generation)
    fault(name, step="poll", value="0.2" if name == "slow" else "")
    assert SPOILED[name](api.get(f"/v2/generations/{generation}"))
    assert completed(generation)["status"] == "completed"


MARKED = {
    "unsafe-one": lambda d: (
        [i["is_image_safe"] for i in d] == [False, True] and d[0]["url"] is None
    ),
    "unsafe-all": lambda d: not any(i["is_image_safe"] or i["url"] for i in d),
    "url-null": lambda d: d[0]["url"] is None and d[0]["is_image_safe"] and d[1]["url"],
    "url-empty": lambda d: d[0]["url"] == "",
    "url-absent": lambda d: "url" not in d[0],
    "url-foreign": lambda d: d[0]["url"].startswith("file:"),
    "flag-absent": lambda d: "is_image_safe" not in d[0],
    "fewer-items": lambda d: len(d) == 1,
    "more-items": lambda d: len(d) == 3,
    "no-items": lambda d: d == [],
    "odd-seed": lambda d: isinstance(d[0]["seed"], str),
    "nan-seed": lambda d: d[0]["seed"] != d[0]["seed"],
    "odd-resolution": lambda d: d[0]["resolution"] == "0x0",
    "unknown-fields": lambda d: d[0]["mood"] == "bright",
    "space-created": lambda d: len(d) == 2,
    "notice": lambda d: len(d) == 2,
}


@pytest.mark.parametrize("name", MARKED)
def test_a_mark_shows_in_the_answer_and_in_the_poll(fault, submit, api, generate, billed, name):
    fault(name, times=2)
    legacy = generate(num_images=2)
    data = json.loads(legacy.text)["data"]
    assert MARKED[name](data), data
    assert billed()[0] == len(data)
    generation = submit(num_images=2).json()["generation_id"]
    polled = json.loads(api.get(f"/v2/generations/{generation}").text)
    assert MARKED[name](polled["data"])


def test_every_fault_is_covered_here():
    tried = {*REPLIES, *SPOILERS, *MARKED, *DOWNLOADED, "failed", "never-completes"}
    assert tried == set(STEPS)
    assert set(MARKED) | {"failed", "never-completes"} == set(MARKS)


def test_a_withheld_picture_is_billed_and_its_url_takes_any_of_three_forms(submit, billed):
    forms = [
        submit(prompt=f"x [[fault:unsafe-one{how}]]").json()["data"][0].get("url", "absent")
        for how in ("", "=null", "=empty", "=absent")
    ]
    assert forms == [None, None, "", "absent"]
    assert billed() == (4, 4 * 60_000)


def test_a_notice_comes_with_its_headers(fault, generate):
    fault("notice")
    answer = generate()
    assert isinstance(answer.json()["notice"], str)
    assert answer.headers["deprecation"].startswith("@")
    assert "successor-version" in answer.headers["link"]


def test_created_may_have_a_space(fault, generate):
    fault("space-created")
    assert generate().json()["created"][10] == " "


def test_a_failed_generation_is_not_billed(submit, generate, completed, fault, billed):
    fault("failed", times=2)
    answer = completed(submit(**{"async": True}).json()["generation_id"])
    assert answer["status"] == "failed"
    assert answer["failure_reason"]
    assert generate().status_code == 500
    assert billed() == (0, 0)


def test_a_poll_may_never_complete(submit, api, billed):
    sent = submit(prompt="[[fault:never-completes]] fox", **{"async": True}).json()
    for _ in range(5):
        assert api.get(f"/v2/generations/{sent['generation_id']}").json()["status"] == "pending"
    assert billed() == (0, 0)


def test_a_synchronous_call_may_never_be_answered(api):
    body = {"image_request": {"prompt": "[[fault:never-completes]] fox"}}
    with pytest.raises(httpx.ReadTimeout):
        api.post("/generate", json=body, timeout=0.3)


DOWNLOADED = {
    "expired": lambda a: a.status_code == 410,
    "garbage": lambda a: a.content.startswith(b"\x89PNG") and b"IEND" not in a.content[-12:],
    "empty-file": lambda a: a.status_code == 200 and a.content == b"",
    "jpeg": lambda a: (
        a.content.startswith(b"\xff\xd8") and a.headers["content-type"] == "image/jpeg"
    ),
    "no-length": lambda a: a.content.startswith(b"\x89PNG") and "content-length" not in a.headers,
    "truncated": None,
}


@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_download_can_be_spoilt_and_fetched_again(fault, generate, anyone, name):
    url = generate().json()["data"][0]["url"]
    fault(name)
    if name == "truncated":
        with pytest.raises(httpx.RemoteProtocolError):
            anyone.get(url)
    else:
        assert DOWNLOADED[name](anyone.get(url))
    whole = anyone.get(url).content
    assert whole.startswith(b"\x89PNG")
    assert b"IEND" in whole[-12:]


def test_a_credit_refusal_names_its_reason(generate):
    assert generate("a [[fault:402]]").json()["reject_reason"] == "insufficient_funds"
    assert generate("a [[fault:402=daily_limit]]").json()["reject_reason"] == "daily_limit"
    assert generate("a [[fault:429-funds]]").json()["reject_reason"] == "insufficient_funds"


def test_too_many_may_say_how_long_to_wait(generate):
    plain, timed = generate("a [[fault:429]]"), generate("a [[fault:429=7]]")
    assert "retry-after" not in plain.headers
    assert plain.json()["reject_reason"] == "inflight_limit"
    assert timed.headers["retry-after"] == "7"


def test_an_answer_of_200_may_hold_an_error(submit, billed):
    body = submit(prompt="a [[fault:200-error]]").json()
    assert set(body) == {"error", "status_code"}
    assert billed() == (0, 0)


def test_the_problem_form_of_an_error_is_at_hand(generate):
    body = generate("a [[fault:problem-400]]").json()
    assert set(body) == {"detail", "status", "title", "type"}


@pytest.mark.parametrize("prompt", ["NSFW scene", "much gore", "a fox [[unsafe]]"])
def test_an_unsafe_prompt_is_refused_and_not_billed(generate, billed, prompt):
    answer = generate(prompt)
    assert answer.status_code == 422
    assert "failed safety check" in answer.json()["error"]
    assert billed() == (0, 0)


def test_a_fault_word_may_strike_a_number_of_times(generate):
    prompt = "a fox [[fault:503*2]]"
    assert [generate(prompt).status_code for _ in range(3)] == [503, 503, 200]


def test_a_fault_word_may_name_its_step(generate, anyone):
    url = generate("a fox [[fault:500@download*1]]").json()["data"][0]["url"]
    assert [anyone.get(url).status_code for _ in range(2)] == [500, 200]


def test_a_fault_may_be_for_some_prompts_only(fault, generate):
    fault("500", match="blue", times=None)
    assert [generate(p).status_code for p in ("red", "blue", "blue")] == [200, 500, 500]


def test_faults_are_listed_and_cleared(api, fault, generate):
    fault("500", times=3)
    assert api.get("/sandbox/faults").json()[0]["times"] == 3
    assert api.delete("/sandbox/faults").json() == []
    assert generate().status_code == 200


@pytest.mark.parametrize(
    "wish",
    [{"fault": "418"}, {"fault": "expired", "step": "submit"}, {"fault": "500", "times": 0}, {}, 3],
    ids=str,
)
def test_a_fault_that_is_not_understood_is_refused(api, wish):
    assert api.post("/sandbox/faults", json=[{"fault": "500"}, wish]).status_code == 400
    assert api.get("/sandbox/faults").json() == []


@pytest.mark.parametrize("word", ["[[fault:4222]]", "[[fault: 422]]", "[[fault:expired@poll]]"])
def test_a_misspelt_fault_word_is_refused(generate, word):
    assert generate(f"a fox {word}").status_code == 400
