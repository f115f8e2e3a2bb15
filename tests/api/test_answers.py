"""What each reply means: the rule is that nothing paid for is lost and nothing is bought twice."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ideogram_desk.api import answers, body, links
from ideogram_desk.api.answers import Reader
from ideogram_desk.domain import errors
from ideogram_desk.domain.answer import Accepted, Answered, Reply
from ideogram_desk.domain.request import Request

READER = Reader(links.origin("https://api.ideogram.ai"))
LEGACY = Request("a red fox", model="V_2")
V2 = Request("a red fox", model="ideogram-4-6")
NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
URL = "https://ideogram.ai/api/images/ephemeral/x.png?exp=1730414816&sig=ab"
ITEM = {
    "url": URL,
    "prompt": "a fox",
    "resolution": "1024x1024",
    "seed": 12345,
    "is_image_safe": True,
}
HTML = b"<!DOCTYPE html><html><body>Sign in to the hotel's network</body></html>"
JSON_ERROR = {"error": "What went wrong"}


def reply(status=200, content=b"", **fields):
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    return Reply(status, content, **fields)


def submitted(status=200, content=b"", request=V2, **fields):
    return READER.submission(request, reply(status, content, **fields), NOW)


def polled(status=200, content=b"", **fields):
    return READER.poll(V2, reply(status, content, **fields), NOW)


def first(item):
    return submitted(content={"data": [item]}).pictures[0]


# --- a paid request that was answered --------------------------------------------------------------


def test_a_real_answer_of_the_oldest_call():
    answer = submitted(
        request=LEGACY,
        content={
            "created": "2024-10-30T22:46:49.796902+00:00",
            "data": [ITEM | {"style_type": "GENERAL", "surprise": {"x": 1}}],
            "notice": "This endpoint\nis deprecated.",
            "unknown": [1],
        },
    )
    assert answer.notice == "This endpoint is deprecated."
    assert answer.generation_id is None
    (picture,) = answer.pictures
    assert picture.url == URL
    assert (picture.seed, picture.prompt, picture.resolution) == (12345, "a fox", "1024x1024")
    assert (picture.is_safe, picture.style_type, picture.withheld, picture.note) == (
        True,
        "GENERAL",
        False,
        "",
    )


def test_an_accepted_request_is_followed():
    assert submitted(content={"generation_id": "abc_D-1", "seed": 5}) == Accepted("abc_D-1")
    assert submitted(content={"generation_id": 815}) == Accepted("815")
    assert submitted(content={"generation_id": "a", "data": []}) == Accepted("a")
    assert submitted(content={"generation_id": "a", "data": {"url": URL}}) == Accepted("a")
    assert submitted(201, {"generation_id": "a"}) == Accepted("a")


def test_pictures_in_the_first_answer_are_taken_with_their_id_and_cost():
    answer = submitted(
        content={"generation_id": "a", "data": [ITEM, ITEM], "usage_cost_usd_micros": 60000}
    )
    assert (answer.generation_id, answer.cost, len(answer.pictures)) == ("a", 60000, 2)


def test_an_answer_without_a_single_picture_is_an_answer():
    assert submitted(content={"created": "x", "data": []}, request=LEGACY) == Answered(())


@pytest.mark.parametrize("strange", ["../../x", "a b", "", "x" * 129, None, True, 1.5, ["a"], "ä"])
def test_an_id_that_cannot_stand_in_a_path_is_none(strange):
    with pytest.raises(errors.AnswerUnknown):
        submitted(content={"generation_id": strange})
    assert submitted(content={"generation_id": strange, "data": [ITEM]}).generation_id is None


@pytest.mark.parametrize("cost", [-1, 1.5, "60000", True, 10**12, None, float("nan")])
def test_an_odd_cost_is_none(cost):
    assert submitted(content={"data": [ITEM], "usage_cost_usd_micros": cost}).cost is None


# --- withheld, missing and refused links ----------------------------------------------------------


@pytest.mark.parametrize("link", [{"url": None}, {"url": ""}, {}, {"url": URL}, {"url": 5}])
def test_a_picture_called_unsafe_is_withheld_whatever_its_link(link):
    picture = first({"is_image_safe": False, "seed": 7, "prompt": "p"} | link)
    assert (picture.withheld, picture.url, picture.is_safe) == (True, None, False)
    assert picture.note == answers.WITHHELD
    assert (picture.seed, picture.prompt) == (7, "p")


@pytest.mark.parametrize("link", [{"url": None}, {"url": ""}, {}])
def test_no_link_and_no_word_on_safety_looks_withheld_too(link):
    assert first(link).withheld


@pytest.mark.parametrize("link", [{"url": None}, {"url": ""}, {}])
def test_a_safe_picture_without_a_link_is_not_withheld(link):
    picture = first({"is_image_safe": True} | link)
    assert (picture.withheld, picture.url, picture.note) == (False, None, answers.NO_LINK)


@pytest.mark.parametrize(
    "url",
    ["http://ideogram.ai/x", "/x.png", "file:///etc/passwd", "javascript:1", "https://evil.test/x"],
)
def test_a_link_that_is_not_followed_says_why(url):
    picture = first({"is_image_safe": True, "url": url})
    assert (picture.withheld, picture.url) == (False, None)
    assert picture.note.startswith("The API gave")


@pytest.mark.parametrize("item", [None, "x", 5, [], [ITEM]])
def test_an_item_that_is_no_item_costs_only_itself(item):
    pictures = submitted(content={"data": [ITEM, item]}).pictures
    assert pictures[0].url == URL
    assert (pictures[1].url, pictures[1].note) == (None, answers.NOT_READABLE)


def test_wrong_types_cost_only_their_field():
    item = {
        "url": ["x"],
        "prompt": 5,
        "resolution": {},
        "seed": "7",
        "is_image_safe": "yes",
        "style_type": 1,
    }
    picture = first(item)
    assert (picture.prompt, picture.resolution, picture.seed) == (None, None, None)
    assert (picture.is_safe, picture.style_type) == (None, None)
    assert (picture.withheld, picture.note) == (False, answers.NOT_READABLE)


@pytest.mark.parametrize(
    ("said", "seed"),
    [
        ("0", 0),
        ("2147483647", 2147483647),
        ("2147483648", None),
        ("-1", None),
        ("1.0", None),
        ("1e400", None),
        ("NaN", None),
        ("Infinity", None),
        ("-Infinity", None),
        ('"7"', None),
        ("true", None),
        ("9" * 5000, None),
        ("9223372036854775808", None),
        ("null", None),
    ],
)
def test_an_odd_seed_does_not_cost_the_picture(said, seed):
    content = f'{{"data":[{{"url":"{URL}","is_image_safe":true,"seed":{said}}}]}}'.encode()
    (picture,) = submitted(content=content).pictures
    assert (picture.seed, picture.url) == (seed, URL)


def test_text_that_a_database_cannot_keep_is_mended():
    content = b'{"data":[{"url":"%s","is_image_safe":true,"prompt":"a\\u0000b\\ud800c\\ud83d\\ude00\nd"}]}'
    (picture,) = submitted(content=content % URL.encode()).pictures
    assert picture.prompt == "ab\ufffdc\U0001f600\nd"


def test_a_byte_order_mark_and_broken_utf8_are_read_over():
    assert submitted(content=b'\xef\xbb\xbf{"generation_id":"a","x":"\xff"}') == Accepted("a")


# --- a paid request whose answer cannot be read ---------------------------------------------------

UNREADABLE = {
    "empty": b"",
    "web page": HTML,
    "cut": b'{"created":"x","data":[{"url":"htt',
    "cut in the id": b'{"generation_id":"abc',
    "UTF-16": '{"generation_id":"abc"}'.encode("utf-16"),
    "deep": b"[" * 200_000,
    "deep object": b'{"a":' * 100_000,
    "a list": b"[1]",
    "a text": b'"ok"',
    "null": b"null",
    "no data": b'{"created":"x"}',
    "data of another kind": b'{"data":{"url":"x"}}',
    "two data": b'{"data":[{"url":"a"}],"data":[{"url":"b"}]}',
    "two ids": b'{"generation_id":"a","generation_id":"b"}',
    "an id of another": b'{"request_id":"abc"}',
    "error without status": b'{"error":"x"}',
    "error with odd status": b'{"error":"x","status_code":200}',
    "an id in a prompt": json.dumps({"prompt": '"generation_id":"abc"'}).encode(),
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("request_", [LEGACY, V2], ids=["legacy", "v2"])
def test_a_success_that_cannot_be_read_is_unknown(content, request_):
    with pytest.raises(errors.AnswerUnknown, match="may have been charged"):
        submitted(content=content, request=request_)


@pytest.mark.parametrize(
    "content",
    [
        b'{"generation_id":"abc-1","data":[{"url":"ht',
        b'{"generation_id" : "abc-1", "x":1, "x":2}',
        HTML + b' "generation_id": "abc-1"',
        b'{"generation_id":"abc-1"}' + b" " * 10 + b"{",
    ],
)
@pytest.mark.parametrize("status", [200, 302, 502, 504])
def test_a_broken_answer_that_names_its_generation_is_followed(content, status):
    assert submitted(status, content) == Accepted("abc-1")


def test_the_same_key_twice_with_the_same_value_is_read():
    assert submitted(content=b'{"generation_id":"a","generation_id":"a"}') == Accepted("a")


# --- error statuses of a paid request -------------------------------------------------------------

PROVEN = [
    (400, JSON_ERROR, errors.RequestRejected),
    (404, JSON_ERROR, errors.RequestRejected),
    (405, JSON_ERROR, errors.RequestRejected),
    (413, JSON_ERROR, errors.RequestRejected),
    (415, JSON_ERROR, errors.RequestRejected),
    (401, JSON_ERROR, errors.KeyRejected),
    (401, b"Unauthorized", errors.KeyRejected),
    (401, b"", errors.KeyRejected),
    (403, JSON_ERROR, errors.KeyRejected),
    (402, JSON_ERROR, errors.OutOfCredit),
    (402, b"", errors.OutOfCredit),
    (402, HTML, errors.OutOfCredit),
    (422, JSON_ERROR, errors.ContentRefused),
    (429, JSON_ERROR, errors.RateLimited),
    (429, {"error": "x", "reject_reason": "inflight_limit"}, errors.RateLimited),
    (429, {"error": "x", "reject_reason": "insufficient_funds"}, errors.OutOfCredit),
    (429, b"", errors.RateLimited),
    (429, HTML, errors.RateLimited),
    (500, JSON_ERROR, errors.ServiceFailed),
    (503, {"message": "later"}, errors.ServiceFailed),
    (
        400,
        {"detail": "x", "status": 400, "title": "Bad Request", "type": "about:blank"},
        errors.RequestRejected,
    ),
    (400, {}, errors.RequestRejected),
]


@pytest.mark.parametrize(("status", "content", "error"), PROVEN)
@pytest.mark.parametrize(
    "request_", [LEGACY, V2, Request("x", model="new")], ids=["legacy", "v2", "?"]
)
def test_what_the_api_says_it_did_not_run_was_not_charged(status, content, error, request_):
    with pytest.raises(error) as told:
        submitted(status, content, request=request_)
    assert type(told.value) is error
    assert "Nothing was charged" in str(told.value)


UNPROVEN = [
    *((status, HTML) for status in (400, 401, 403, 404, 413, 422, 500, 502, 503, 504)),
    *(
        (status, b"")
        for status in (100, 301, 302, 307, 308, 400, 403, 408, 422, 500, 502, 503, 504)
    ),
    *((status, JSON_ERROR) for status in (301, 307, 408, 409, 418, 502, 504, 520, 599, 999)),
    *((status, b"no healthy upstream") for status in (403, 404, 500, 503)),
    (500, {}),
    (503, {"request": "x"}),
]


@pytest.mark.parametrize(("status", "content"), UNPROVEN)
def test_what_anyone_on_the_way_could_have_said_proves_nothing(status, content):
    with pytest.raises(errors.AnswerUnknown) as told:
        submitted(status, content)
    assert str(status) in str(told.value)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (422, errors.ContentRefused),
        ("402", errors.OutOfCredit),
        (429, errors.RateLimited),
        (500, errors.ServiceFailed),
        (504, errors.AnswerUnknown),
    ],
)
def test_a_failure_inside_a_success_is_read_as_that_failure(status, error):
    content = {"error": "x", "status_code": status, "data": []}
    with pytest.raises(error):
        submitted(content=content)


def test_a_failure_inside_a_success_does_not_hide_what_can_be_asked_for():
    failure = {"error": "x", "status_code": 500}
    assert submitted(content=failure | {"generation_id": "a"}) == Accepted("a")
    assert submitted(content=failure | {"data": [ITEM]}).pictures[0].url == URL
    with pytest.raises(errors.ContentRefused):
        submitted(content={"error": "x", "status_code": 422, "generation_id": "a"})


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("insufficient_funds", "Top it up"),
        ("subscription_required", "subscription"),
        ("daily_limit", "today"),
        ("priority_credit_required", "priority credits"),
        ("inflight_limit", "at once"),
        ("feature_limit", "plan"),
        ("new_reason", "cannot pay"),
        (5, "cannot pay"),
    ],
)
def test_each_kind_of_missing_credit_has_its_sentence(reason, words):
    with pytest.raises(errors.OutOfCredit, match=words):
        submitted(402, {"error": "no", "reject_reason": reason})


def test_the_server_s_words_are_passed_on():
    with pytest.raises(errors.ContentRefused, match="“Prompt provided failed safety check”"):
        submitted(422, {"error": "Prompt provided failed safety check"})
    with pytest.raises(errors.KeyRejected, match=r"may not be used for Ideogram 4\.6"):
        submitted(403, JSON_ERROR)
    with pytest.raises(errors.RequestRejected, match="too large"):
        submitted(413, JSON_ERROR)
    with pytest.raises(errors.RequestRejected, match=r"does not know Ideogram 4\.6"):
        submitted(404, JSON_ERROR)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("soon", None),
        ("nan", None),
        ("5", 5.0),
        (" 2.5 ", 2.5),
        ("-1", 1.0),
        ("0", 1.0),
        ("1e9", 3600.0),
        ("inf", 3600.0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 1.0),
        ("Sat, 21 Nov 2099 12:00:30 GMT", 3600.0),
        ("Sat, 21 Nov 2026 12:00:30 -0000", None),
        ("Sat, 99 Nov 2026", None),
    ],
)
def test_how_long_to_wait(header, seconds):
    for ask in (submitted, polled):
        with pytest.raises(errors.RateLimited) as told:
            ask(429, b"", retry_after=header)
        assert told.value.retry_after == seconds


# --- polls ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["pending", "PENDING", "queued", "running", 5, None, ["x"]])
def test_what_is_not_over_is_asked_again(status):
    assert polled(content={"generation_id": "a", "status": status}) == Accepted("a")


def test_a_pending_answer_need_not_name_itself():
    assert polled(content={"status": "pending"}) == Accepted("")


@pytest.mark.parametrize("status", ["completed", "Completed", "failed", None])
def test_pictures_are_taken_whatever_the_status(status):
    answer = polled(content={"generation_id": "a", "status": status, "data": [ITEM]})
    assert answer.pictures[0].url == URL


def test_pictures_of_a_pending_generation_are_waited_for():
    assert polled(content={"generation_id": "a", "status": "pending", "data": [ITEM]}) == Accepted(
        "a"
    )


def test_a_completed_generation_may_have_no_pictures():
    assert polled(content={"generation_id": "a", "status": "completed", "data": []}) == Answered(
        (), "a"
    )


@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": "x"}])
def test_a_completed_generation_that_names_nothing_is_asked_again(data):
    with pytest.raises(errors.UnexpectedReply):
        polled(content={"generation_id": "a", "status": "completed"} | data)


@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": []}])
def test_a_failed_generation_was_not_charged(data):
    content = {"generation_id": "a", "status": "failed", "failure_reason": "GPU on fire"}
    with pytest.raises(errors.ServiceFailed, match=r"Nothing was charged.*GPU on fire"):
        polled(content=content | data)


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (404, JSON_ERROR, errors.GenerationUnknown),
        (404, b"", errors.GenerationUnknown),
        (404, HTML, errors.UnexpectedReply),
        (401, JSON_ERROR, errors.KeyRejected),
        (403, b"no", errors.KeyRejected),
        (403, HTML, errors.UnexpectedReply),
        (402, JSON_ERROR, errors.UnexpectedReply),
        (302, b"", errors.UnexpectedReply),
        (500, JSON_ERROR, errors.UnexpectedReply),
        (502, HTML, errors.UnexpectedReply),
        (200, HTML, errors.UnexpectedReply),
        (200, b"", errors.UnexpectedReply),
        (200, {}, errors.UnexpectedReply),
        (200, {"error": "x", "status_code": 404}, errors.GenerationUnknown),
        (200, {"error": "x", "status_code": 500}, errors.UnexpectedReply),
    ],
)
def test_a_poll_that_went_wrong(status, content, error):
    with pytest.raises(error) as told:
        polled(status, content)
    assert type(told.value) is error


def test_without_a_clock_the_system_s_is_used():
    with pytest.raises(errors.RateLimited):
        READER.submission(V2, reply(429))
    with pytest.raises(errors.RateLimited):
        READER.poll(V2, reply(429))


# --- the server's own words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"error": "a", "message": "b"}, "a"),
        ({"error": "", "message": "b"}, "b"),
        ({"error": {"message": "inner"}}, "inner"),
        ({"error": {"code": 5}, "title": "t"}, "t"),
        ({"detail": "d"}, "d"),
        ({"detail": ["one", {"msg": "two"}, 3, None, ["four"]]}, "one; two; 3"),
        ({"detail": []}, ""),
        ({"title": "t"}, "t"),
        ({"code": 17}, "17"),
        ({"error": True, "code": "c"}, "c"),
        ({"reject_reason": "r"}, "r"),
        ({"other": "x"}, ""),
        ({"error": "a\x1b[31m\r\nb\u202ec"}, "a [31m b c"),
        ({"error": "x" * 9_000}, "x" * 500),
        (
            {"error": "see https://ideogram.ai/x.png?sig=secret now"},
            "see https://ideogram.ai/x.png?… now",
        ),
        (b"plain\x00 words", "plain words"),
        (b"y" * 9_000, "y" * 500),
        (HTML, body.WEB_PAGE),
        (b"", ""),
    ],
)
def test_the_server_s_own_words(content, words):
    assert body.error_text(reply(400, content)) == words


def test_a_page_is_known_by_its_type_too():
    assert (
        body.error_text(Reply(400, b"Sign in", content_type="text/HTML; charset=utf-8"))
        == body.WEB_PAGE
    )


# --- whatever comes, nothing but an ApiError -------------------------------------------------------

NAMES = st.sampled_from(
    [
        "data",
        "generation_id",
        "status",
        "status_code",
        "error",
        "message",
        "detail",
        "title",
        "code",
        "reject_reason",
        "url",
        "prompt",
        "seed",
        "is_image_safe",
        "resolution",
        "style_type",
        "notice",
        "usage_cost_usd_micros",
        "failure_reason",
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from([URL, "completed", "failed", "pending", "a-1", "<html>"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)
BODIES = st.one_of(
    st.binary(max_size=200),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(NAMES, JSON, max_size=8).map(lambda value: json.dumps(value).encode()),
    st.builds(
        lambda value, cut: json.dumps(value).encode()[:cut],
        st.dictionaries(NAMES, JSON),
        st.integers(0, 300),
    ),
)


def check(outcome):
    if isinstance(outcome, Accepted):
        assert not outcome.generation_id or body.USABLE_ID.fullmatch(outcome.generation_id)
        return
    for picture in outcome.pictures:
        assert picture.url is None or links.refusal(picture.url, READER.api) == ""
        assert (picture.url is None) == bool(picture.note)
        (picture.prompt or "").encode()


@given(
    status=st.integers(0, 999)
    | st.sampled_from([200, 400, 401, 402, 403, 404, 422, 429, 500, 503]),
    content=BODIES,
    kind=st.sampled_from(["", "application/json", "text/html"]),
    wait=st.text(max_size=30),
    model=st.sampled_from(["V_2", "ideogram-4-6", "nonsense"]),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_reply_whatsoever_is_a_bug(status, content, kind, wait, model):
    request = Request("x", model=model)
    said = Reply(status, content, content_type=kind, retry_after=wait)
    for read in (READER.submission, READER.poll):
        try:
            outcome = read(request, said, NOW)
        except errors.ApiError as error:
            told = str(error)
        else:
            told = ""
            check(outcome)
        assert told.isprintable()


@given(st.integers(300, 999), BODIES)
@settings(max_examples=100, deadline=None)
def test_no_error_status_is_ever_read_as_pictures(status, content):
    try:
        outcome = READER.submission(V2, Reply(status, content), NOW)
    except errors.ApiError:
        return
    assert isinstance(outcome, Accepted)
