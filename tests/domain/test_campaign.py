"""A campaign: products by formats, each cell a job or the problems that keep it from being one."""

import json
from dataclasses import replace

import pytest

from ideogram_desk.domain.campaign import (
    MOST_JOBS,
    Q1_LAUNCH,
    Campaign,
    Format,
    batch_fingerprint,
    fill,
    new_batch,
    plan,
    template_fields,
)
from ideogram_desk.domain.money import PUBLISHED


def campaign(**changed):
    return replace(Q1_LAUNCH, **changed)


def fields(planned):
    return [problem.field for problem in planned.problems]


# --- the matrix -----------------------------------------------------------------------------------


def test_the_built_in_campaign_is_the_seed_s_own_example():
    planned = plan(Q1_LAUNCH)
    assert planned.is_sound
    assert [(cell.product, cell.format) for cell in planned.cells] == [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2),
    ]  # fmt: skip
    first, *_, last = planned.jobs
    assert first.request.prompt == (
        "Cloud analytics dashboard, professional social-square design, high quality"
    )
    assert (first.request.model, first.request.aspect) == ("V_2", "1:1")
    assert (last.request.aspect, last.request.style) == ("16:9", "realistic")
    assert last.metadata == {
        "campaign": "Q1 Launch", "product": "Mobile payment app", "format": "blog-hero",
    }  # fmt: skip
    assert sum(PUBLISHED.of(job.request) for job in planned.jobs) == 480_000


def test_a_format_s_word_comes_before_the_campaign_s():
    planned = plan(
        campaign(model="3.0", speed="quality", formats=(Format("a"), Format("b", model="4.6", speed="low"), Format("c", speed="turbo")), products=("x",))
    )  # fmt: skip
    assert planned.is_sound
    assert [(job.request.model, job.request.speed) for job in planned.jobs] == [
        ("ideogram-3", "quality"), ("ideogram-4-6", "low"), ("ideogram-3", "turbo"),
    ]  # fmt: skip


def test_a_legacy_speed_is_a_model_of_its_own():
    planned = plan(campaign(speed="turbo"))
    assert {job.request.model for job in planned.jobs} == {"V_2_TURBO"}


def test_every_job_carries_the_tags_metadata_callback_and_wishes():
    planned = plan(
        campaign(tags=(" launch ", ""), metadata={"team": "web\x00", "product": "no"}, callback="https://example.com/x", count=2, seed=7, negative="blur", magic="on")
    )  # fmt: skip
    for job in planned.jobs:
        assert job.tags == ("launch",)
        assert job.metadata["team"] == "web"
        assert job.metadata["product"] in Q1_LAUNCH.products
        assert (job.callback, job.callback_own_network) == ("https://example.com/x", False)
        assert (job.request.count, job.request.seed) == (2, 7)
        assert (job.request.negative, job.request.magic) == ("blur", "on")


def test_a_fault_of_a_format_is_told_in_each_of_its_cells():
    planned = plan(campaign(formats=(Format("good", "1:1"), Format("bad", "17:3", "woodcut"))))
    assert planned.problems == ()
    assert not planned.is_sound
    assert [cell.job is None for cell in planned.cells] == [False, True, False, True]
    assert {problem.field for problem in planned.cells[1].problems} == {"aspect", "style"}
    assert len(planned.jobs) == 2


# --- the template ---------------------------------------------------------------------------------


def test_the_fields_of_a_template_are_named_once_in_their_order():
    assert template_fields("{product} { format } {product} {} {{}} {a b}") == (
        "product", "format", "a b",
    )  # fmt: skip


def test_a_value_is_never_a_template_itself():
    assert fill("{product} {format}", {"product": "{format}", "format": "x"}) == "{format} x"
    assert fill("{other} {product}", {"product": r"\1 \g<0>"}) == r"{other} \1 \g<0>"


def test_metadata_can_stand_in_a_template():
    planned = plan(campaign(prompt="{product} {mood} {campaign}", metadata={"mood": "calm"}))
    assert planned.is_sound
    assert planned.jobs[0].request.prompt == "Cloud analytics dashboard calm Q1 Launch"


def test_what_a_format_leaves_open_is_nothing_in_the_prompt():
    planned = plan(campaign(prompt="{product} [{style}] {model}", formats=(Format("a"),)))
    assert planned.jobs[0].request.prompt == "Cloud analytics dashboard [] V_2"


def test_a_json_prompt_has_fields_and_its_braces_are_none():
    template = '{"high_level_description": "{product}", "style": {"medium": "photo"}, "x": {}}'
    planned = plan(campaign(prompt=template, model="4.6", formats=(Format("a", "1:1"),)))
    assert planned.is_sound
    prompt = json.loads(planned.jobs[0].request.prompt)
    assert prompt["high_level_description"] == "Cloud analytics dashboard"


def test_an_unknown_field_is_told_with_those_that_there_are():
    (problem,) = plan(campaign(prompt="{prodcut}", metadata={"mood": "calm"})).problems
    assert problem.field == "prompt"
    assert "{prodcut}" in problem.message
    assert "{product}" in problem.message
    assert "{mood}" in problem.message


# --- faults of the campaign -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "campaign"),
        ({"prompt": ""}, "prompt"),
        ({"products": ()}, "products"),
        ({"formats": ()}, "formats"),
        ({"products": ("a", " ")}, "products"),
        ({"products": ("a", "b", "a ")}, "products"),
        ({"products": ("e\u0301", "\u00e9")}, "products"),
        ({"formats": (Format("a"), Format("a", "16:9"))}, "formats"),
        ({"products": tuple(map(str, range(MOST_JOBS + 1))), "formats": (Format("a"),)}, "products"),
        ({"callback": "ftp://example.com"}, "callback"),
        ({"callback": "http://127.0.0.1/x"}, "callback"),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_fault_of_the_campaign_is_named(changed, field):
    planned = plan(campaign(**changed))
    assert fields(planned) == [field]
    assert not planned.is_sound


def test_the_user_s_own_network_may_be_called_by_his_word():
    planned = plan(campaign(callback="http://127.0.0.1:9000/x"), own_network=True)
    assert planned.is_sound
    assert all(job.callback_own_network for job in planned.jobs)
    assert not any(job.callback_own_network for job in plan(Q1_LAUNCH, own_network=True).jobs)


# --- kept and known again -------------------------------------------------------------------------


def test_a_campaign_is_read_back_as_it_was_written():
    full = Campaign("C „x“", "{product}", ("a",), (Format("f", "1:1", "auto", "3.0", "turbo"),), "4.6", "low", 2, 0, "blur", "on", ("t",), {"k": "v"}, "https://example.com", 1_230_000)  # fmt: skip
    for one in (full, Q1_LAUNCH, Campaign("", "")):
        assert Campaign.from_json(one.to_json()) == one


def test_the_batch_of_a_campaign_keeps_how_it_was_made():
    jobs = plan(Q1_LAUNCH).jobs
    new = new_batch(campaign(budget=5_000_000), jobs)
    assert (new.name, new.budget) == ("Q1 Launch", 5_000_000)
    assert Campaign.from_json(new.source).products == Q1_LAUNCH.products
    assert new.fingerprint == batch_fingerprint(jobs)


def test_the_same_requests_in_the_same_order_are_the_same_batch():
    first = plan(Q1_LAUNCH).jobs
    assert batch_fingerprint(first) == batch_fingerprint(
        plan(campaign(name="Q2", tags=("x",))).jobs
    )
    assert batch_fingerprint(first) != batch_fingerprint(reversed(first))
    assert batch_fingerprint(first) != batch_fingerprint(plan(campaign(count=2)).jobs)
    assert batch_fingerprint([]) != batch_fingerprint(first[:1])
