"""The program against another API that keeps to the reference: the bill and the library agree."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from ideogram_desk.base import paths
from ideogram_desk.domain.job import NewJob
from ideogram_desk.domain.request import Request
from tests.cli.conftest import Program
from tests.otherapi import pictures, words
from tests.otherapi.conftest import queue
from tests.otherapi.stand_in import HTML, KEY, KEY_WITHOUT_ACCESS

CAPTION = json.dumps(
    {
        "high_level_description": "A café window sign at dusk.",
        "style_description": {
            "aesthetics": "warm, calm", "lighting": "low sun", "photo": "50mm",
            "medium": "photograph", "color_palette": ["#2B1D14", "#E9B872"],
        },
        "compositional_deconstruction": {
            "background": "brick wall",
            "elements": [
                {"type": "obj", "bbox": [200, 150, 900, 850], "desc": "wooden framed window"},
                {"type": "text", "bbox": [380, 260, 520, 740], "text": "OPEN", "desc": "red neon"},
            ],
        },
    },
    ensure_ascii=False,
)  # fmt: skip
INPUTS = {
    "first.png": pictures.png(128, 64, (200, 30, 30)),
    "second.jpg": pictures.jpeg(64, 64, (90, 0, 0)),
    "third.webp": pictures.webp(64, 96, (0, 90, 200)),
    "mask.png": pictures.mask(128, 64),
}
FIRST, SECOND, THIRD, MASK = INPUTS
COMMON = ("--seed", "2147483647", "--count", "2")

# The richest requests that each model takes, and how much of them the API must have understood.
RICHEST = {
    "4.6 in words": ("ideogram-4-6", "--aspect", "16:9", "--speed", "high", "--magic", "off", "--copyright-check", *COMMON),
    "4.6 of a caption": ("ideogram-4-6", "--size", "704x1408", "--speed", "very_low", "--magic", "on", "--public", *COMMON),
    "4.6 with pictures": ("ideogram-4-6", "--speed", "low", "--image", FIRST, "--image", SECOND, "--image", THIRD, *COMMON),
    "4.5 in words": ("ideogram-4-5", "--aspect", "3:4", "--speed", "low", "--magic", "off", "--copyright-check", *COMMON),
    "4.5 of a caption": ("ideogram-4-5", "--size", "1248x832", "--speed", "medium", "--public", *COMMON),
    "4.5 with pictures": ("ideogram-4-5", "--size", "544x1024", "--speed", "very_low", "--image", FIRST, "--image", SECOND, *COMMON),
    "4.5 with a mask": ("ideogram-4-5", "--image", FIRST, "--image", THIRD, "--mask", MASK, "--magic", "on", *COMMON),
    "4.0 in words": ("ideogram-4", "--aspect", "2:1", "--speed", "quality", "--magic", "off", "--copyright-check", *COMMON),
    "4.0 of a caption": ("ideogram-4", "--size", "720x1280", "--speed", "turbo", "--magic", "on", "--seed", "0", "--count", "8"),
    "3.0 with a palette": (
        "ideogram-3", "--size", "1344x768", "--speed", "quality", "--style", "design", "--preset", "art_deco", "--negative", "blur – 霧",
        "--palette", "#ff8800@0.7", "--palette", "#0AF", "--magic", "on", "--copyright-check", *COMMON,
    ),
    "3.0 with style codes": ("ideogram-3", "--aspect", "9:16", "--style-code", "AAFF5733", "--style-code", "00ff5733", *COMMON),
    "3.0 with style references": (
        "ideogram-3", "--aspect", "auto", "--speed", "turbo", "--style", "fiction", "--palette", "melon", "--negative", "fog",
        "--image", FIRST, "--image", SECOND, "--image", THIRD, "--public", *COMMON,
    ),
    "2.0": ("V_2", "--size", "1280x720", "--style", "render_3d", "--negative", "fog", "--palette", "ultramarine", "--magic", "off", *COMMON),
    "2 Turbo": ("V_2_TURBO", "--aspect", "16:10", "--style", "anime", "--negative", "fog", "--palette", "#102030@0.05", "--palette", "#fff@1", "--magic", "on", *COMMON),
    "2a": ("V_2A", "--aspect", "3:1", "--style", "realistic", "--magic", "off", *COMMON),
    "2a Turbo": ("V_2A_TURBO", "--aspect", "1:3", "--style", "design", *COMMON),
    "1.0": ("V_1", "--aspect", "10:16", "--negative", "fog", "--magic", "on", *COMMON),
    "1 Turbo": ("V_1_TURBO", "--aspect", "2:3", "--negative", "fog", "--magic", "off", *COMMON),
}  # fmt: skip


def in_parallel(calls):
    """Run the program several times at once; its own work is what is waited for."""
    with ThreadPoolExecutor(3) as pool:
        return dict(zip(calls, pool.map(lambda call: call(), calls.values()), strict=True))


def prompt_of(name):
    return CAPTION if "caption" in name else f"a red fox – 狐, {name}"


@pytest.fixture(scope="module")
def richest(api, tmp_path_factory):
    folder = tmp_path_factory.mktemp("richest")
    for name, content in INPUTS.items():
        (folder / name).write_bytes(content)

    def call(name, model, *more):
        program = Program(folder / f"{name} home", api.url, KEY)
        given = [str(folder / word) if word in INPUTS else word for word in more]
        return lambda: program("generate", prompt_of(name), "--json", "--model", model, *given)

    return in_parallel({name: call(name, *words) for name, words in RICHEST.items()})


@pytest.mark.parametrize("name", RICHEST)
def test_the_richest_request_of_a_model_is_taken_and_its_pictures_are_kept(api, richest, name):
    run = richest[name]
    assert run.code == 0, run.err + run.out
    job = run.job
    model, *said = RICHEST[name]
    entries = [e for e in api.bill_for(prompt_of(name)) if e["model"] == model]
    assert len(entries) == 1
    entry = entries[0]
    assert (job["state"], job["attempts"], job["model"]) == ("done", 1, model)
    assert [i["sha256"] for i in job["images"]] == [p["sha256"] for p in entry["pictures"]]
    assert [i["seed"] for i in job["images"]] == [p["seed"] for p in entry["pictures"]]
    assert round(job["cost_usd"] * 1_000_000) == entry["usd_micros"]
    rewritten = "--magic" not in said or said[said.index("--magic") + 1] != "off"
    assert all(
        bool(i["expanded_prompt"]) is (rewritten and "caption" not in name) for i in job["images"]
    )


WISHES = {
    "4.6 in words": {"size": "2560x1440", "quality": "high", "magic_prompt": "off", "enable_copyright_detection": True, "private": True},
    "4.6 of a caption": {"size": "704x1408", "quality": "very_low", "magic_prompt": "on"},
    "4.6 with pictures": {"quality": "low", "images": 3, "num_images": 2},
    "4.5 with pictures": {"size": "544x1024", "quality": "very_low", "images": 2},
    "4.5 with a mask": {"images": 2, "mask": 1, "magic_prompt": "on"},
    "4.0 of a caption": {"resolution": "720x1280", "rendering_speed": "turbo", "num_images": 8, "seed": 0},
    "3.0 with a palette": {
        "resolution": "1344x768", "style_preset": "art_deco", "negative_prompt": "blur – 霧", "style_type": "design",
        "color_palette": {"members": [{"color_hex": "#FF8800", "color_weight": 0.7}, {"color_hex": "#0AF"}]},
    },
    "3.0 with style codes": {"style_codes": ["AAFF5733", "00ff5733"], "aspect_ratio": "9x16"},
    "3.0 with style references": {"style_reference_images": 3, "color_palette": {"name": "melon"}, "aspect_ratio": "auto"},
    "2.0": {"resolution": "RESOLUTION_1280_720", "style_type": "RENDER_3D", "color_palette": {"name": "ULTRAMARINE"}, "magic_prompt_option": "OFF"},
    "1.0": {"aspect_ratio": "ASPECT_10_16", "negative_prompt": "fog", "seed": 2147483647, "num_images": 2},
}  # fmt: skip


@pytest.mark.parametrize("name", WISHES)
def test_what_was_wished_for_is_what_arrived(api, richest, name):
    assert richest[name].code == 0, richest[name].err
    sent = next(e["sent"] for e in api.bill_for(prompt_of(name)) if e["model"] == RICHEST[name][0])
    assert {key: sent.get(key) for key in WISHES[name]} == WISHES[name]


# --- how an API may answer ------------------------------------------------------------------------

POOL = 10
LEGACY, ACCEPTED = "V_2", "ideogram-4"
HOWS = ("plain", "bom", "chunked", "until closed", "dripping")
WITHHELD_URLS = (None, "", "absent")
WITHHELD = "Withheld"


@dataclass
class Case:
    """How the API answers a request, turn by turn, and where the job then ends."""

    name: str
    turns: tuple
    state: str = "done"
    stored: int = 2
    charged: int | None = None  # pictures; as many as are stored
    attempts: int = 1
    model: str = ACCEPTED
    says: str = ""  # somewhere in the job's reason
    request: dict = field(default_factory=dict)

    @property
    def prompt(self):
        return f"a case: {self.name} ({self.model})"


def withheld(url):
    return {"url": url, "is_image_safe": False}


def problem(status, detail="something is wrong"):
    fields = {"type": "about:blank", "title": "Trouble", "status": status, "detail": detail}
    return {"status": status, "body": fields, "type": "application/problem+json"}


def both(name, turn, **more):
    yield Case(name, (turn,), model=LEGACY, **more)
    yield Case(name, (turn,), model=ACCEPTED, **more)


def cases():
    for how in HOWS:
        yield from both(f"an answer sent {how}", {"how": how})
    for form in ("jpeg", "webp"):
        yield from both(
            f"pictures as {form} behind a link to .png", {"format": form, "how": "chunked"}
        )
    yield from both("links without a signature", {"link": "unsigned"})
    yield from both("a slow answer", {"delay": 1.5})
    yield from both("fewer pictures than asked for", {"count": 1}, state="partial", stored=1)
    yield from both("more pictures than asked for", {"count": 4}, stored=4)
    for url in WITHHELD_URLS:
        yield from both(
            f"one picture withheld, its link {url!r}", {"pictures": [{}, withheld(url)]},
            state="partial", stored=1, charged=2,
        )  # fmt: skip
        yield from both(
            f"all pictures withheld, their links {url!r}", {"pictures": [withheld(url)] * 2},
            state="withheld", stored=0, charged=2, says=WITHHELD,
        )  # fmt: skip
    bare = dict.fromkeys(("prompt", "resolution", "seed", "style_type"), "absent")
    yield from both("items with a link and little else", {"pictures": [bare, bare]})
    yield from both(
        "a notice that the way is old",
        {
            "envelope": {"notice": "use the new way"},
            "headers": {"Deprecation": "@1777420800", "Link": '<https://developer.ideogram.ai/v2>; rel="successor-version"'},
        },
    )  # fmt: skip
    yield from both("a link that is busy at first", {"fetches": [503]})
    yield from _accepting()
    yield from _saying_no()
    yield from _without_an_end()


def _accepting():
    yield Case("pictures at once, although only acceptance was asked for", ({"sync": True},))
    yield Case("a price that is on no list", ({"cost": 41_001},))
    yield Case("acceptance with nothing but an id", ({"bare": True},))
    polls = {
        "a state in capitals": [{"status": "PENDING"}, {"status": "Completed"}],
        "a state that is on no list": [{"status": "IN_QUEUE"}, {"status": "COMPLETED"}],
        "no creation time": [{"status": "completed", "envelope": {"created": "absent", "response_type": "absent"}}],
        "no price": [{"status": "completed", "envelope": {"usage_cost_usd_micros": "absent"}}],
        "pictures a moment later": [{"status": "completed", "envelope": {"data": "absent"}}, {"status": "completed"}],
        "a generation that is not there yet": [{"http": 404, "body": {"detail": "not found"}}, {"status": "completed"}],
        "too many questions": [{"http": 429, "body": {"error": "slow"}, "headers": {"Retry-After": "1"}}, {"status": "completed"}],
        "a proxy's page": [{"http": 502, "body": HTML}, {"status": "completed"}],
    }  # fmt: skip
    for name, answers in polls.items():
        yield Case(f"polled, and told {name}", ({"polls": answers},))
    yield Case("a link that died and is renewed", ({"fetches": [403]},))
    failed = {"polls": [{"status": "pending"}, {"status": "Failed"}]}
    yield Case("polled, and told it failed", (failed,), "failed", 0, says="the model fell over")


def _saying_no():
    later = {
        "and nothing more": {},
        "to come back in a second": {"headers": {"Retry-After": "1"}},
        "to come back at a time": {"headers": {"Retry-After": "in 3 seconds"}},
        "by the account's limit": {"body": {"error": "busy", "reject_reason": "inflight_limit"}},
        "by a proxy's page": {"body": HTML, "headers": {"retry-after": "1"}},
    }
    for name, turn in later.items():
        yield Case(
            f"told it is too much, {name}", ({"status": 429, **turn},), attempts=2, model=LEGACY
        )
    busy = {"status": 429, "headers": {"Retry-After": "1"}, "body": {"error": "busy"}}
    yield Case("told twice that it is too much", (busy,) * 2, attempts=3)
    for turn in (
        {"status": 500, "body": {"error": "sorry"}},
        problem(503, "away"),
        {"status": 503, "body": {"message": "away"}},
    ):
        yield Case(
            f"told once of status {turn['status']} with {sorted(turn['body'])}", (turn,), attempts=2
        )
    hidden = {"status": 200, "body": {"error": "it broke", "status_code": 500}}
    yield Case("a failure within a success", (hidden,), attempts=2)
    yield Case(
        "told thrice of status 500",
        ({"status": 500, "body": {"error": "sorry"}},) * 3,
        "failed",
        0,
        attempts=3,
        says="sorry",
    )
    detail = [{"loc": ["body", "prompt"], "msg": "prohibited content", "type": "value_error"}]
    refusals = {
        "a problem": problem(400, "bad size"),
        "an error": {"status": 400, "body": {"error": "bad size"}},
        "no such model": problem(404, "no model"),
        "too large": problem(413, "heavy"),
        "unsafe": {"status": 422, "body": {"error": "Prompt provided failed safety check"}},
        "unsafe, in detail": {"status": 422, "body": {"detail": detail}},
    }
    words_in = ("bad size", "bad size", "no model", "heavy", "safety", "prohibited content")
    for (name, turn), said in zip(refusals.items(), words_in, strict=True):
        yield from both(f"refused with {name}", turn, state="refused", stored=0, says=said)


def _without_an_end():
    page = {"body": HTML, "charged": True}
    for status in (200, 403, 404, 500, 502, 503, 504):
        yield Case(
            f"a proxy's page with status {status}", ({"status": status, **page},), "unsure", 0, 2
        )
    gateway = {"status": 504, "body": {"message": "Endpoint request timed out"}, "charged": True}
    yield Case("a gateway that waited no longer", (gateway,), "unsure", 0, 2, model=LEGACY)
    for when, charged in (("before", 0), ("after", 2)):
        yield from both(
            f"hung up {when} making them",
            {"hangup": when},
            state="unsure",
            stored=0,
            charged=charged,
        )
    cut = {
        "status": 200,
        "body": '{"created":"2026-11-21 10:00:00+00:00","data":[{"url":"http',
        "charged": True,
    }
    yield Case("an answer cut in the middle", (cut,), "unsure", 0, 2, model=LEGACY)
    nothing = {"envelope": {"data": []}, "count": 0}
    yield Case("an answer without pictures", (nothing,), "failed", 0, model=LEGACY)


CASES = {case.prompt: case for case in cases()}
LOST = {
    "a generation forgotten for a while": Case(
        "a generation forgotten for a while",
        ({"polls": [{"http": 404, "body": {"detail": "no"}}] * 3 + [{"status": "completed"}]},),
        "failed", 0, 2, says="no longer knows",
    ),
    "a link that is dead for a while": Case(
        "a link that is dead for a while", ({"fetches": [404, 404, 404]},),
        "failed", 0, 2, model=LEGACY, says="could not be fetched",
    ),
}  # fmt: skip


@dataclass
class Settled:
    """A queue of everything at once, worked off."""

    program: Program
    run: object
    jobs: dict
    bill: list
    posts: int


@pytest.fixture(scope="module")
def settled(api, tmp_path_factory):
    home = tmp_path_factory.mktemp("cases") / "home"
    all_cases = [*CASES.values(), *LOST.values()]
    for case in all_cases:
        api.plan(case.prompt, *case.turns)
    queue(
        home,
        [NewJob(Request(case.prompt, case.model, count=2, **case.request)) for case in all_cases],
    )
    paths.find(home).settings_file.write_text(json.dumps({"pool": POOL}))
    program = Program(home, api.url, KEY)
    run = program("queue", "run", "--json")
    jobs = {job["prompt"]: job for job in run.json["jobs"]}
    return Settled(program, run, jobs, api.bill, len(api.posts()))


@pytest.mark.parametrize(
    "case", [*CASES.values(), *LOST.values()], ids=lambda c: f"{c.name} ({c.model})"
)
def test_every_way_to_answer_ends_where_it_should(api, settled, case):
    job = settled.jobs[case.prompt]
    assert (job["state"], job["attempts"]) == (case.state, case.attempts), job["reason"]
    assert case.says.lower() in job["reason"].lower()
    kept = [image for image in job["images"] if image["stored_path"]]
    assert len(kept) == case.stored
    made = [p for e in settled.bill if e["prompt"] == case.prompt for p in e["pictures"]]
    assert len(made) == (case.stored if case.charged is None else case.charged)
    if case.stored:
        assert [i["sha256"] for i in kept] == [p["sha256"] for p in made if p["shown"]]
        charged = sum(e["usd_micros"] for e in settled.bill if e["prompt"] == case.prompt)
        assert round(job["cost_usd"] * 1_000_000) == charged


def test_a_queue_in_which_not_all_is_done_ends_with_one(settled):
    assert settled.run.code == 1


def test_a_notice_is_passed_on(settled):
    assert "use the new way" in settled.run.err


def test_a_wait_that_was_asked_for_is_kept(api, settled):
    for name, least in (("to come back in a second", 1.0), ("to come back at a time", 1.5)):
        first, second = (line["at"] for line in api.posts() if name in (line["prompt"] or ""))
        assert second - first >= least


def test_pictures_are_made_side_by_side_but_never_more_than_the_pool_has_places(settled):
    busy = max(e["busy"] for e in settled.bill if e["prompt"] in settled.jobs)
    assert 2 < busy <= POOL


def test_the_key_goes_to_the_api_and_nowhere_else(api, settled):
    assert settled.jobs
    for line in api.journal:
        assert KEY not in line["query"]
        if line.get("picture"):
            assert "api-key" not in line["headers"]
        elif line["path"].startswith(("/generate", "/v2")):
            assert line["headers"].get("api-key") in (KEY, KEY_WITHOUT_ACCESS, "wrong")
        assert "authorization" not in line["headers"]


def test_running_the_queue_again_buys_nothing_and_changes_nothing(api, settled):
    for _ in range(2):
        run = settled.program("queue", "run", "--json")
        assert (run.code, run.json) == (0, {"jobs": []})
    ours = [e for e in settled.bill if e["prompt"] in settled.jobs]
    assert [e for e in api.bill if e["prompt"] in settled.jobs] == ours
    sent = Counter(line["prompt"] for line in api.posts() if line["prompt"] in settled.jobs)
    assert sent == {prompt: job["attempts"] for prompt, job in settled.jobs.items()}


def test_the_library_holds_every_picture_that_was_paid_for_and_shown(settled):
    found = settled.program("search", "", "--json", "--limit", "1000").json
    given_up = {
        prompt for prompt, job in settled.jobs.items() if job["state"] in ("failed", "unsure")
    }
    prompts = settled.jobs.keys() - given_up
    paid = Counter(
        p["sha256"]
        for e in settled.bill
        if e["prompt"] in prompts
        for p in e["pictures"]
        if p["shown"]
    )
    assert Counter(image["sha256"] for image in found["images"]) == paid
    assert found["total"] == len(found["images"])


def test_what_was_paid_for_and_lost_is_fetched_on_retry_and_not_bought_again(api, settled):
    ids = [settled.jobs[case.prompt]["id"] for case in LOST.values()]
    assert settled.program("queue", "retry", *ids, "--json").code == 0
    run = settled.program("queue", "run", "--json")
    assert run.code == 0, run.err
    for case in LOST.values():
        (entry,) = api.bill_for(case.prompt)
        job = next(job for job in run.json["jobs"] if job["prompt"] == case.prompt)
        assert [i["sha256"] for i in job["images"]] == [p["sha256"] for p in entry["pictures"]]
        assert len(api.posts(case.prompt)) == 1


# --- what holds the queue -------------------------------------------------------------------------

HOLDING = {
    **{
        f"402 {reason}": {"status": 402, "body": {"error": "no", "reject_reason": reason}}
        for reason in words.REJECT_REASONS
    },
    "402 and nothing more": {"status": 402},
    "402 as a problem": problem(402, "no credit"),
    "429 that is no matter of waiting": {
        "status": 429,
        "body": {"error": "no", "reject_reason": "feature_limit"},
    },
    "401 with no body": {"status": 401},
    "403 as a problem": problem(403, "not for you"),
}
KEYS = {"a wrong key": "wrong", "a key without access": KEY_WITHOUT_ACCESS}


@pytest.fixture(scope="module")
def held(api, tmp_path_factory):
    folder = tmp_path_factory.mktemp("held")

    def call(name, key):
        prompt = f"held: {name}"
        if name in HOLDING:
            api.plan(prompt, HOLDING[name], HOLDING[name])
        program = Program(folder / name, api.url, key)

        def twice():
            first = program("generate", prompt, "--json", "--model", "3.0")
            return program, first, program("queue", "run", "--json")

        return twice

    calls = {name: call(name, KEY) for name in HOLDING}
    calls |= {name: call(name, key) for name, key in KEYS.items()}
    return in_parallel(calls)


@pytest.mark.parametrize("name", [*HOLDING, *KEYS])
def test_no_credit_and_no_key_hold_a_job_which_each_run_tries_once(api, held, name):
    _, *runs = held[name]
    for run in runs:
        assert (run.code, run.job["state"]) == (1, "held")
        assert "charged" in run.job["reason"]
    assert not api.bill_for(f"held: {name}")
    assert len(api.posts(f"held: {name}")) == len(runs)


def test_a_held_job_is_made_once_when_the_account_can_pay_again(api, held):
    program, *_ = held["402 insufficient_funds"]
    run = program("queue", "run", "--json")
    assert (run.code, run.job["state"]) == (0, "done")
    (entry,) = api.bill_for(run.job["prompt"])
    assert [i["sha256"] for i in run.job["images"]] == [p["sha256"] for p in entry["pictures"]]
    assert program("queue", "run", "--json").json == {"jobs": []}
    assert len(api.bill_for(run.job["prompt"])) == 1


# --- exit codes -----------------------------------------------------------------------------------

ENDINGS = {
    "partial": {"pictures": [withheld(None)]},
    "withheld": {"pictures": [withheld("")] * 2},
    "refused": {"status": 422, "body": {"error": "unsafe"}},
    "unsure": {"status": 502, "body": HTML},
}

# The reference says of an id only that it is a text.
ODD_ID = {"id": "gen_2026.11.21:7f~3a="}


@pytest.fixture(scope="module")
def ended(api, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ended")

    def call(state, *more):
        api.plan(f"ends {state}", ENDINGS.get(state, ODD_ID))
        program = Program(folder / state, api.url, KEY)
        return lambda: program("generate", f"ends {state}", "--json", "--count", "2", *more)

    calls = {state: call(state) for state in ENDINGS}
    calls["invalid"] = call("invalid", "--model", "1.0", "--style", "anime")
    calls["odd id"] = call("odd id", "--model", "4.0")
    return in_parallel(calls)


@pytest.mark.parametrize("state", ENDINGS)
def test_what_is_not_all_done_ends_with_one(ended, state):
    assert (ended[state].code, ended[state].job["state"]) == (1, state)


def test_what_the_api_would_refuse_is_not_sent_and_ends_with_two(api, ended):
    assert ended["invalid"].code == 2
    assert not api.posts("ends invalid")


def test_a_generation_is_followed_whatever_its_id_looks_like(api, ended):
    assert len(api.bill_for("ends odd id")) == 1
    assert ended["odd id"].job["state"] == "done", ended["odd id"].err
