"""The composer: what it shows for each model, what it sends, what it keeps."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from ideogram_desk.desktop.compose import rules
from ideogram_desk.desktop.words import dollars
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import Request, normalise, problems

MODELS = [pytest.param(model, id=model.id) for model in catalogue.MODELS]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def choose(panel, model):
    speed = "turbo" if model.is_turbo else model.default_speed
    panel.change(prompt="A red fox", generation=model.generation, speeds={model.generation: speed})


def picture(folder, name="a.png", content=PNG):
    path = folder / name
    path.write_bytes(content)
    return path


def seen_fields(panel):
    """What a user sees, by the widgets and not by the rules."""
    form, options = panel.form, panel.form.options
    places = {
        "prompt": form.prompt,
        "model": form.model,
        "speed": form.speed,
        "aspect": form.aspect,
        "size": form.size_picker,
        "tier": form.tier,
        "style": form.style_picker,
        "count": form.count,
        "seed": form.seed,
        "magic": options.magic,
        "private": options.private,
        "copyright_detection": options.copyright,
        "tags": form.tags,
        **options.chips,
    }
    return {name for name, widget in places.items() if widget.isVisible()}


@pytest.mark.parametrize("model", MODELS)
def test_exactly_the_fields_that_the_model_takes_are_seen(panel, model):
    choose(panel, model)
    panel.change(aspect="16:9")  # a 4.x model that decides the shape itself has no 1K or 2K
    if panel.form.options.more.isVisible():
        panel.form.options.more.click()
    always = {"prompt", "model", "speed", "aspect", "count", "seed", "magic", "tags"}
    takes = {
        "size": model.sizes and not model.aspect_by_size,
        "tier": model.aspect_by_size,
        "style": model.styles,
        "negative": model.negative,
        "palette": model.palette,
        "preset": model.presets,
        "style_codes": model.style_codes,
        "references": model.references,
        "mask": model.references and model.references.mask,
        "private": model.private,
        "copyright_detection": model.copyright_detection,
    }
    assert seen_fields(panel) == always | {name for name, it in takes.items() if it}


@pytest.mark.parametrize("model", MODELS)
def test_everything_filled_in_makes_a_request_that_the_api_takes(
    panel, sent, clock, model, tmp_path
):
    choose(panel, model)
    file = str(picture(tmp_path))
    panel.change(
        aspect="3:2",
        style="design",
        seed="7",
        opened=("negative", "palette", "references"),
        negative="blur",
        palette=("ember",),
        inputs={"images": (file,), "style_reference_images": (file,)},
    )
    panel.form.prompt.setFocus()
    panel.send()
    ((what, run_next),) = sent
    assert not run_next
    assert what.request.model == model.id
    assert what.request == normalise(what.request)
    assert problems(what.request) == ()
    assert what.request.negative == ("blur" if model.negative else "")
    assert what.request.palette == (("ember",) if model.palette else ())
    assert len(what.files) == len(what.request.references) == (1 if model.references else 0)


@pytest.mark.parametrize("model", MODELS)
def test_the_button_says_what_it_does_and_costs(panel, model):
    choose(panel, model)
    for count in (1, 4):
        panel.form.count.spin.setValue(count)
        asked = rules.request_of(panel._draft)
        noun = "image" if count == 1 else "images"
        assert panel.bar.button.text().startswith(
            f"Generate {count} {noun}  ·  {dollars(PUBLISHED.of(asked))}"
        )


def test_the_whole_way_by_keyboard(panel, sent, qtbot):
    panel.focus_prompt()
    qtbot.keyClicks(panel.form.prompt, "A red fox")
    qtbot.keyClick(panel.form.prompt, Qt.Key.Key_Tab)
    assert panel.window().focusWidget() is not panel.form.prompt
    qtbot.keyClick(panel.form.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [(what.request.prompt, run_next) for what, run_next in sent] == [("A red fox", False)]


def test_control_shift_enter_runs_next(panel, sent, qtbot):
    panel.change(prompt="A red fox")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(panel.form.prompt, Qt.Key.Key_Return, both)
    assert [run_next for _what, run_next in sent] == [True]


def test_a_double_click_buys_once(panel, sent, clock, qtbot):
    panel.change(prompt="A red fox")
    for _ in range(2):
        qtbot.mouseClick(panel.bar.button, Qt.MouseButton.LeftButton)
    assert len(sent) == 1
    clock.now = 0.31
    qtbot.mouseClick(panel.bar.button, Qt.MouseButton.LeftButton)
    assert len(sent) == 2


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"prompt": ""}, "prompt"),
        ({"prompt": "\u200b \u2060"}, "prompt"),
        ({"prompt": '{"a": 1}'}, "prompt"),
        ({"seed": "-1"}, "seed"),
        ({"seed": "1e3"}, "seed"),
        ({"seed": "2147483648"}, "seed"),
        ({"seed": "²"}, "seed"),
        ({"opened": ("style_codes",), "style_codes": "zz"}, "style_codes"),
        ({"generation": "4.5", "speeds": {"4.5": "very_low"}}, "speed"),
    ],
)
def test_a_disabled_button_has_its_reason_above_it(panel, sent, fields, where):
    panel.change(**{"prompt": "A red fox", **fields})
    assert list(panel.problems()) == [where]
    assert not panel.bar.button.isEnabled()
    assert panel.bar.reason.isVisible()
    assert panel.bar.reason.text() == panel.problems()[where]
    panel.send()
    assert sent == []


def test_a_reason_from_outside_is_shown_too(panel):
    panel.change(prompt="A red fox")
    panel.set_blocked("The library is being repaired.")
    assert panel.bar.reason.text() == "The library is being repaired."
    assert not panel.bar.button.isEnabled()
    panel.set_blocked("")
    assert panel.bar.button.isEnabled()


def test_a_sentence_stands_under_the_field_that_it_is_about(panel):
    panel.change(prompt="A red fox", seed="1e3")
    assert panel.form.seed_section.problem == "A whole number from 0 to 2147483647."
    panel.change(seed="٣")
    assert panel.form.seed_section.problem == ""
    assert panel.composition().request.seed == 3
    panel.change(seed="1 874 209 551")
    assert panel.composition().request.seed == 1_874_209_551


def test_an_empty_composer_is_not_told_off(panel):
    assert panel.form.prompt_section.problem == ""
    assert panel.bar.reason.text() == "Write a prompt first."
    assert panel.bar.reason.property("role") == "label"


def test_switching_models_keeps_what_applies_and_brings_back_the_rest(panel, qtbot):
    panel.change(prompt="A red fox", aspect="4:5", style="fiction", opened=("negative",))
    panel.change(negative="blur", speeds={"3.0": "quality"})
    for generation in ("4.6", "1.0", "2.0"):
        qtbot.mouseClick(panel.form.model.chip(generation), Qt.MouseButton.LeftButton)
        assert problems(panel.composition().request) == ()
    qtbot.mouseClick(panel.form.model.chip("3.0"), Qt.MouseButton.LeftButton)
    asked = panel.composition().request
    assert (asked.aspect, asked.style, asked.negative, asked.speed) == (
        "4:5",
        "fiction",
        "blur",
        "quality",
    )


def test_a_legacy_speed_chooses_the_model(panel):
    panel.change(generation="2.0", speeds={"2.0": "turbo"})
    assert panel.composition().request.model == "V_2_TURBO"
    assert panel.composition().request.speed is None
    assert "$0.20" in panel.bar.button.text()


def test_the_prices_beside_the_speeds_are_those_of_this_draft(panel, tmp_path):
    panel.change(prompt="x", generation="4.5", speeds={"4.5": "high"})
    for opened in ((), ("references",)):
        panel.change(opened=opened, inputs={"images": (str(picture(tmp_path)),)})
        each = dollars(PUBLISHED.each(panel.composition().request))
        assert panel.form.speed.currentText() == f"High · {each}"


def test_sizes_tiers_and_ratios(panel):
    panel.change(prompt="A red fox", aspect="4:5")
    assert "896 × 1120" in panel.form.size_picker.currentText()
    panel.change(size="1024x1024")
    asked = panel.composition().request
    assert (asked.aspect, asked.size) == (None, "1024x1024")
    panel.form.aspect.chip("16:9").click()
    assert panel.composition().request.aspect == "16:9"
    panel.change(generation="4.6", tier="1K")
    asked = panel.composition().request
    assert (asked.aspect, asked.size) == (
        None,
        catalogue.size_for(catalogue.get("ideogram-4-6"), "16:9", "1K"),
    )
    panel.change(aspect="auto")
    assert not panel.form.tier.isVisible()
    assert panel.composition().request.aspect == "auto"


def test_more_shows_every_ratio_and_the_chosen_one_is_always_in_sight(panel):
    panel.change(aspect="3:1")
    assert "3:1" in panel.form.aspect.values
    assert panel.form.aspect.value == "3:1"
    panel.form.aspect.chip("more").click()
    assert set(panel.form.aspect.values) == {*catalogue.get("ideogram-3").aspects, "more"}


def test_a_draft_comes_back_as_it_was(panel, qtbot):
    panel.change(
        prompt="A red fox",
        generation="4.5",
        speeds={"4.5": "low"},
        tags=("fox", "red"),
        opened=("references",),
        inputs={"images": ("/a/b.png",)},
        seed="12",
        count=2,
    )
    saved = json.loads(json.dumps(panel.draft()))
    before = panel._draft
    panel.restore({})
    assert panel.form.prompt.toPlainText() == ""
    panel.restore(saved)
    assert panel._draft == before
    assert panel.form.prompt.toPlainText() == "A red fox"
    assert panel.form.tags.tags == ("fox", "red")


@pytest.mark.parametrize(
    "saved",
    [
        {"generation": "9.9", "count": 99, "prompt": None, "tags": "x", "opened": ["nope", 3]},
        {"speeds": {"3.0": 7}, "inputs": {"images": "no list"}, "magic": "never", "tier": "8K"},
        {"count": True, "private": "yes", "seed": 5, "aspect": ["x"], "prompt": "x" * 99_999},
    ],
)
def test_a_spoilt_draft_is_no_harm(panel, saved):
    panel.restore(saved)
    panel.composition()
    assert 1 <= panel.form.count.spin.value() <= catalogue.MAX_COUNT


def test_the_draft_is_told_once_after_a_pause(panel, qtbot):
    seen = []
    panel.draft_changed.connect(lambda: seen.append(panel.draft()["prompt"]))
    qtbot.keyClicks(panel.form.prompt, "fox")
    assert seen == []
    qtbot.waitUntil(lambda: seen == ["fox"])


def test_a_loaded_request_is_one_step_that_undo_takes_back(panel, qtbot):
    qtbot.keyClicks(panel.form.prompt, "mine")
    asked = Request(
        prompt="theirs", model="V_2", aspect="1:1", style="anime", seed=5, negative="blur"
    )
    panel.load_request(asked, ("t",))
    assert panel.composition().request == normalise(asked)
    qtbot.keyClick(panel.form.prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.form.prompt.toPlainText() == "mine"
    assert panel._draft.generation == "3.0"
    assert not panel.can_undo


def test_what_undo_took_away_comes_back_as_it_was_edited(panel, qtbot):
    qtbot.keyClicks(panel.form.prompt, "mine")
    panel.load_request(Request(prompt="theirs", seed=5))
    panel.form.count.spin.setValue(3)
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(panel.form.prompt, Qt.Key.Key_Z, ctrl)
    assert (panel.form.prompt.toPlainText(), panel.can_redo) == ("mine", True)
    qtbot.keyClick(panel.form.prompt, Qt.Key.Key_Z, ctrl | shift)
    assert panel.form.prompt.toPlainText() == "theirs"
    assert (panel._draft.seed, panel._draft.count) == ("5", 3)
    panel.undo()
    qtbot.keyClicks(panel.form.prompt, "!")
    assert not panel.can_redo


def test_undo_in_the_composer_is_its_own_wherever_the_focus_is(panel, qtbot):
    """Were it not, the window's undo would take back what was done in the library."""
    heard = []
    window = QWidget()
    qtbot.addWidget(window)
    panel.setParent(window)
    library = QShortcut(QKeySequence("Ctrl+Z"), window)
    library.activated.connect(lambda: heard.append(1))
    window.show()
    window.activateWindow()
    panel.load_request(Request(prompt="theirs"))
    chip = panel.form.model.chips()[0]
    chip.setFocus()
    qtbot.waitUntil(chip.hasFocus)
    ctrl = Qt.KeyboardModifier.ControlModifier
    for _ in range(2):
        qtbot.keyClick(chip, Qt.Key.Key_Z, ctrl)
    assert panel.form.prompt.toPlainText() == ""
    assert heard == []
    panel.setParent(None)


@pytest.mark.parametrize("model", MODELS)
def test_a_loaded_request_is_asked_again_as_it_was(panel, model):
    sizes = ("1024x1024",) if "1024x1024" in model.sizes else ()
    for size in (None, *sizes):
        asked = Request(
            prompt="A red fox",
            model=model.id,
            size=size,
            aspect=None if size else "3:2",
            speed=model.default_speed or None,
            count=2,
            seed=0,
            style="design" if model.styles else None,
        )
        panel.load_request(asked)
        assert panel.composition().request == normalise(asked)


HOSTILE = [
    '<img src="/etc/passwd"><b>bold</b>',
    "\u202eright to left\u202c",
    "half \ud83d pair",
    "nul \x00 byte \x1b[31m",
    "%s {0} ${x} && \u2028 line",
    "👩‍👩‍👧‍👦 e\u0301",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_plain_and_breaks_nothing(panel, sent, text):
    panel.change(prompt=text, tags=(text,), negative=text, opened=("negative",))
    panel.set_history([text])
    panel.tell("warn", text, "Show")
    assert len(panel.form.history_menu().actions()) == 1
    panel.send()
    ((what, _next),) = sent
    assert problems(what.request) == ()
    what.request.to_json().encode()
    for label in panel.findChildren(QLabel):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.objectName()
    json.dumps(panel.draft()).encode()


def test_ten_megabytes_are_cut_with_a_sentence(panel, qtbot):
    mime = QMimeData()
    mime.setText("fox " * 2_500_000)
    started = time.perf_counter()
    panel.form.prompt.insertFromMimeData(mime)
    assert time.perf_counter() - started < 2
    assert len(panel.form.prompt.toPlainText()) == catalogue.MAX_PROMPT
    assert "cut" in panel.form.prompt_section.problem
    assert panel.form.prompt_section.note.text() == "10,000 of 10,000"


def test_markup_on_the_clipboard_is_pasted_as_its_words(panel):
    mime = QMimeData()
    mime.setHtml("<b>bold</b><img src='http://x/y.png'>")
    mime.setText("bold")
    panel.form.prompt.insertFromMimeData(mime)
    assert panel.form.prompt.toPlainText() == "bold"


def test_history_is_walked_with_alt_and_the_own_text_comes_back(panel, qtbot):
    panel.set_history(["newest", "older"])
    qtbot.keyClicks(panel.form.prompt, "mine")
    alt = Qt.KeyboardModifier.AltModifier
    texts = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(panel.form.prompt, key, alt)
        texts.append(panel.form.prompt.toPlainText())
    assert texts == ["newest", "older", "older", "newest", "mine"]


def test_the_prompt_grows_with_its_text(panel):
    low = panel.form.prompt.height()
    panel.change(prompt="\n".join("a line" for _ in range(9)))
    middle = panel.form.prompt.height()
    panel.change(prompt="\n".join("a line" for _ in range(99)))
    assert low < middle < panel.form.prompt.height() <= 280


def test_dropped_files_become_input_pictures(panel, tmp_path):
    panel.take_files((picture(tmp_path, "a.png"), picture(tmp_path, "b.txt", b"words")))
    assert [Path(p).name for p in rules.inputs_of(panel._draft)] == ["a.png"]
    assert panel.form.options.sections["references"].isVisible()
    problem = panel.form.options.sections["references"].problem
    assert problem == "“b.txt” is no PNG, JPEG or WebP picture."
    panel.change(generation="2.0")
    panel.take_files((picture(tmp_path),))
    assert "takes no input pictures" in panel.bar.notice.label.text()


def test_a_mask_goes_with_its_picture_and_keeps_its_size(panel, tmp_path):
    file = str(picture(tmp_path))
    panel.change(prompt="x", generation="4.5", opened=("mask", "references"), aspect="4:5")
    panel.change(inputs={"images": (file,)}, mask=file)
    what = panel.composition()
    assert problems(what.request) == ()
    assert (what.request.aspect, what.request.mask, what.mask) == (None, "a.png", Path(file))
    assert not panel.form.aspect.isVisible()


def test_the_sandbox_says_that_nothing_is_billed(panel):
    assert not panel.bar.sandbox.isVisible()
    panel.set_sandbox(True)
    assert panel.bar.sandbox.isVisible()
    assert panel.bar.sandbox.text() == "Sandbox, nothing is billed"


def test_the_button_stays_in_sight_in_a_low_window(panel, qtbot):
    panel.change(opened=("negative", "palette", "preset", "style_codes", "references"))
    panel.resize(300, 420)
    bottom = panel.bar.button.mapTo(panel, panel.bar.button.rect().bottomLeft()).y()
    assert bottom < panel.height()
    qtbot.waitUntil(lambda: panel.form.width() <= 300)
    for chip in panel.findChildren(QAbstractButton):
        if chip.isVisible() and panel.form.isAncestorOf(chip):
            right = chip.mapTo(panel.form, chip.rect().topRight()).x()
            assert right < panel.form.width(), chip.objectName()


def test_every_control_has_a_name_and_says_it(panel):
    panel.change(opened=("negative", "palette", "preset", "style_codes", "references"), seed="1")
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit)
    nameless = [
        widget
        for widget in panel.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisible()
        and not widget.objectName().startswith("qt_")
        and not (widget.objectName() and (widget.accessibleName() or widget.toolTip()))
        and not isinstance(widget.parent(), (QLineEdit, QComboBox))
    ]
    assert [(w, w.objectName()) for w in nameless] == []
    for name in ("prompt_edit", "model_picker", "style_picker", "aspect_picker"):
        assert panel.findChild(QWidget, name) is not None
    for name in ("count_spin", "seed_edit", "generate_button"):
        assert panel.findChild(QWidget, name) is not None


def test_magic_prompt_has_three_states(panel):
    seen = [panel.composition().request.magic]
    for _ in range(3):
        panel.form.options.magic.click()
        seen.append(panel.composition().request.magic)
    assert seen == ["auto", "on", "off", "auto"]


def test_a_preset_is_found_by_its_words(panel, qtbot):
    panel.change(opened=("preset",))
    field = panel.form.options.preset.lineEdit()
    field.setText("Art deco")
    field.editingFinished.emit()
    assert panel.composition().request.preset == "art_deco"
    field.setText("nothing like it")
    field.editingFinished.emit()
    assert field.text() == "Art deco"


def test_colours_of_ones_own(panel, qtbot):
    panel.change(prompt="x", opened=("palette",))
    picker = panel.form.options.palette_picker
    picker.presets.chip("ember").click()
    assert panel.composition().request.palette == ("ember",)
    for said in ("f80", "#00ff88"):
        picker.field.setText(said)
        qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert panel.composition().request.palette == ("#ff8800", "#00ff88")
    picker.field.setText("blue")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.field.property("invalid") is True
    panel.change(palette=tuple(f"#0000{n:02X}" for n in range(8)))
    picker.add("#FFFFFF")
    assert len(panel._draft.palette) == 8


def test_a_seed_can_be_rolled_and_let_go(panel):
    panel.form.seed._act.trigger()
    assert panel.composition().request.seed is not None
    panel.form.seed._act.trigger()
    assert panel.composition().request.seed is None


def test_urls_of_other_hosts_are_not_files(tmp_path):
    from ideogram_desk.desktop.compose.inputs import dropped_files

    mime = QMimeData()
    local = QUrl.fromLocalFile(str(tmp_path / "a.png"))
    mime.setUrls([QUrl("https://x.example/a.png"), QUrl("file://host/share/a.png"), local])
    assert dropped_files(mime) == (tmp_path / "a.png",)


def test_files_that_cannot_be_sent_are_refused(tmp_path):
    from ideogram_desk.desktop.compose.inputs import MOST_BYTES, accept, file_problem

    large = picture(tmp_path, "large.png")
    with large.open("ab") as file:
        file.truncate(MOST_BYTES + 1)
    assert "larger" in file_problem(large)
    assert "not a file" in file_problem(tmp_path)
    assert "cannot be read" in file_problem(tmp_path / "gone.png")
    assert file_problem(picture(tmp_path, "a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 9)) == ""
    assert file_problem(picture(tmp_path, "a.webp", b"RIFF\0\0\0\0WEBPVP8 ")) == ""
    files = [picture(tmp_path, f"{n}.png") for n in range(4)]
    kept, said = accept((), files, 2)
    assert (len(kept), said) == (2, "At most 2 pictures.")


def test_a_draft_is_not_changed_by_what_is_shown(panel):
    before = panel._draft
    panel._show()
    assert panel._draft is before
    assert replace(before) == before


def test_tab_goes_down_the_column(panel, qtbot):
    panel.change(generation="4.6")
    panel.change(generation="3.0", prompt="A red fox")
    panel.form.options.more.click()
    qtbot.waitUntil(lambda: panel.form.aspect.chip("1:1").isVisible())  # made just now
    seen, stop = [], panel.form.prompt
    while (stop := stop.nextInFocusChain()) is not panel.form.prompt:
        if stop.isVisible() and stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(stop.objectName())
    order = [
        "model_picker_3_0", "style_picker_auto", "aspect_1_1", "count_spin", "seed_edit",
        "magic_prompt", "negative_chip", "private_check", "generate_button",
    ]  # fmt: skip
    assert [name for name in seen if name in order] == order


def test_what_is_rarely_wanted_is_behind_more_until_it_is_in_use(panel):
    options = panel.form.options
    panel.change(generation="3.0", prompt="A red fox")
    assert not options.chips["style_codes"].isVisible()
    assert not options.private.isVisible()
    options.more.click()
    assert options.chips["style_codes"].isVisible()
    assert options.private.isVisible()
    options.more.click()
    assert not options.private.isVisible()
    panel.change(private=False)
    assert options.private.isVisible()
    assert not options.more.isVisible()
