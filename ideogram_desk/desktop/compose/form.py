"""The fields of the composer in their column; it shows a draft and tells what was edited."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ideogram_desk.desktop.compose import rules
from ideogram_desk.desktop.compose.draft import Draft
from ideogram_desk.desktop.compose.options import Options
from ideogram_desk.desktop.compose.pickers import AspectPicker, ModelPicker, SeedEdit
from ideogram_desk.desktop.compose.prompt_edit import PromptEdit
from ideogram_desk.desktop.kit import ChipGroup, Pick, Section, Stepper, TagEditor, caption
from ideogram_desk.desktop.theme import set_role
from ideogram_desk.desktop.words import dollars, readable, size_label
from ideogram_desk.domain import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ideogram_desk.domain.money import Prices

_NEAR_FULL = 9_000  # characters; from here on the prompt is counted
_HISTORY_SHOWN = 20
_SIDE = 14
_SCROLL_BAR = 10  # pixels wide, as in the style sheet


class Form(QFrame):
    """Every field, in the order of the drawing; those that the model does not take are hidden."""

    edited = Signal(dict)  # fields of the draft -> values
    sent = Signal(bool)  # True: to run next
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("compose_form")
        self.setProperty("surface", "panel")
        self._draft = Draft()
        self._said = ""
        self._chained: tuple[QWidget, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_SIDE, 4, _SIDE, 8)
        self._column.setSpacing(14)
        self._add_prompt()
        self._add_model()
        self._add_style()
        self._add_aspect()
        self._add_count_and_seed()
        self.options = Options()
        self.options.edited.connect(self.edited)
        self.options.sent.connect(self.sent)
        self._column.addWidget(self.options)
        self.tags = TagEditor("compose_tags", "Tags for the new pictures")
        self.tags.changed.connect(lambda tags: self.edited.emit({"tags": tags}))
        self._column.addWidget(self.tags)
        self._column.addStretch(1)
        if self.prompt_section.link is not None:  # the prompt comes first, its link after it
            QWidget.setTabOrder(self.prompt, self.prompt_section.link)

    def _add_prompt(self) -> None:
        self.prompt = PromptEdit()
        self.prompt.edited.connect(lambda text: self.edited.emit({"prompt": text}))
        self.prompt.sent.connect(self.sent)
        self.prompt.undo_asked.connect(self.undo_asked)
        self.prompt.redo_asked.connect(self.redo_asked)
        self.prompt.said.connect(self._say)
        self.prompt_section = Section(
            "Prompt",
            self.prompt,
            link="History",
            link_tooltip="Earlier prompts (Alt+Up)",
            name="prompt_section",
        )
        self.prompt_section.link_clicked.connect(self._open_history)
        self._column.addWidget(self.prompt_section)

    def _add_model(self) -> None:
        self.model = ModelPicker()
        self.model.chosen.connect(lambda said: self.edited.emit({"generation": said}))
        self.speed = Pick("speed_picker", "Speed", "Speed and price of one picture")
        self.speed.setProperty("role", "flat")
        self.speed.chosen.connect(self._take_speed)
        self.model_section = Section("Model", self.model, name="model_section")
        self.model_section.add_to_head(self.speed)
        self._column.addWidget(self.model_section)

    def _add_style(self) -> None:
        self.style_picker = ChipGroup("style_picker", "Style")
        self.style_picker.chosen.connect(self._take_style)
        self.style_section = Section("Style", self.style_picker, name="style_section")
        self._column.addWidget(self.style_section)

    def _add_aspect(self) -> None:
        self.aspect = AspectPicker()
        self.aspect.chosen.connect(self._take_aspect)
        self.size_picker = Pick("size_picker", "Exact size", "Exact size, or by aspect ratio")
        self.size_picker.setProperty("role", "flat")
        self.size_picker.chosen.connect(lambda size: self.edited.emit({"size": size}))
        self.tier = Pick("tier_picker", "Resolution", "2K or 1K pictures")
        self.tier.setProperty("role", "flat")
        self.tier.chosen.connect(lambda tier: self.edited.emit({"tier": tier, "size": ""}))
        self.aspect_section = Section("Aspect ratio", self.aspect, name="aspect_section")
        self.aspect_section.add_to_head(self.size_picker)
        self.aspect_section.add_to_head(self.tier)
        self._column.addWidget(self.aspect_section)

    def _add_count_and_seed(self) -> None:
        self.count = Stepper("count_spin", "Images", 1, catalogue.MAX_COUNT)
        self.count.changed.connect(lambda count: self.edited.emit({"count": count}))
        self.seed = SeedEdit()
        self.seed.edited.connect(lambda seed: self.edited.emit({"seed": seed}))
        self.count_section = Section("Images", self.count, name="count_section")
        self.seed_section = Section("Seed", self.seed, name="seed_section")
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.count_section, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.seed_section, 1, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(pair)

    def show_draft(self, draft: Draft, told: Mapping[str, str], prices: Prices) -> None:
        """Show a draft, under each field the sentence about it, and what it costs."""
        self._draft = draft
        model = rules.model_of(draft)
        self.prompt.show_text(draft.prompt)
        length = len(draft.prompt)
        near_full = f"{length:,} of {catalogue.MAX_PROMPT:,}" if length > _NEAR_FULL else ""
        self.prompt_section.set_note(near_full)
        self.model.set_value(draft.generation)
        self._show_speed(draft, model, prices)
        self.style_section.setVisible(bool(model.styles))
        self.style_picker.set_options((s, readable(s), readable(s)) for s in model.styles)
        style = draft.style if draft.style in model.styles else model.default_style
        self.style_picker.set_value(style)
        self._show_aspect(draft, model)
        self.count.set_value(draft.count)
        self.seed.show_text(draft.seed)
        self.tags.set_tags(draft.tags)
        self._show_problems(told)
        self.options.show_draft(draft, told)
        self._order_stops()

    def _show_speed(self, draft: Draft, model: catalogue.Model, prices: Prices) -> None:
        self.speed.set_options(
            (speed, f"{readable(speed)} · {dollars(price)}")
            for speed, price in rules.prices_of(draft, prices)
        )
        self.speed.set_value(rules.speed_of(draft))
        self.speed.setAccessibleName("Quality" if model.speed_field == "quality" else "Speed")

    def _show_aspect(self, draft: Draft, model: catalogue.Model) -> None:
        taken = rules.fields_of(model)
        size = rules.size_of(draft)
        by_ratio = rules.forecast(replace(draft, size=""))
        masked = rules.is_open(draft, "mask") and bool(draft.mask)
        chosen = rules.aspect_of(draft)
        exact = size and draft.size == size
        self.aspect.show_ratios(model.aspects, model.default_aspect, "" if exact else chosen)
        self.aspect.setVisible(not masked)
        self.size_picker.setVisible("size" in taken and not masked)
        self.tier.setVisible("tier" in taken and bool(by_ratio) and not masked)
        note = ""
        if masked:
            note = "As the masked picture"
        elif "size" in taken:
            first = f"{size_label(by_ratio)} by ratio" if by_ratio else "By the model"
            sizes = ((s, size_label(s)) for s in model.sizes)
            self.size_picker.set_options([("", first), *sizes])
            self.size_picker.set_value(size)
        elif "tier" in taken and by_ratio:
            tiers = catalogue.tiers(model)
            options = [(t, size_label(catalogue.size_for(model, chosen, t) or "")) for t in tiers]
            self.tier.set_options([(t, f"{text} · {t}") for t, text in options])
            self.tier.set_value(draft.tier)
        elif by_ratio:
            note = size_label(by_ratio)
        self.aspect_section.set_note(note)

    def _order_stops(self) -> None:
        """Tab goes down the column; chips made later would else come after everything."""
        chips: tuple[QWidget, ...] = (*self.style_picker.chips(), *self.aspect.chips())
        if chips == self._chained:
            return
        self._chained = chips
        policies = [chip.focusPolicy() for chip in chips]
        for chip in chips:
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # what takes no focus is not moved
        for before, chip in pairwise((self.speed, *chips)):
            QWidget.setTabOrder(before, chip)
        for chip, policy in zip(chips, policies, strict=True):
            chip.setFocusPolicy(policy)

    def _show_problems(self, told: Mapping[str, str]) -> None:
        places = {
            self.prompt_section: ("prompt",),
            self.model_section: ("model", "speed"),
            self.style_section: ("style",),
            self.aspect_section: ("aspect", "size"),
            self.count_section: ("count",),
            self.seed_section: ("seed",),
        }
        for section, names in places.items():
            found = next((told[name] for name in names if name in told), "")
            section.set_problem(found or (self._said if section is self.prompt_section else ""))
        set_role(self.prompt, "invalid", "prompt" in told)
        self.seed.set_invalid("seed" in told)

    def make_room(self, scroll_bar: bool) -> None:
        """The column keeps its width beside a scroll bar, which takes of the margin only."""
        right = _SIDE - _SCROLL_BAR if scroll_bar else _SIDE
        self._column.setContentsMargins(_SIDE, 4, right, 8)

    def focus_field(self, name: str) -> None:
        """Put the cursor where a sentence is about."""
        places: dict[str, QWidget] = {
            "seed": self.seed,
            "negative": self.options.negative,
            "style_codes": self.options.codes,
            "preset": self.options.preset,
        }
        places.get(name, self.prompt).setFocus()

    def _take_speed(self, speed: str) -> None:
        self.edited.emit({"speeds": {**self._draft.speeds, self._draft.generation: speed}})

    def _take_style(self, style: str) -> None:
        default = rules.model_of(self._draft).default_style
        self.edited.emit({"style": "" if style == default else style})

    def _take_aspect(self, aspect: str) -> None:
        if aspect == "more":
            self.aspect.toggle()
            self.edited.emit({})
        else:
            self.edited.emit({"aspect": aspect, "size": ""})

    def _say(self, sentence: str) -> None:
        if sentence != self._said:
            self._said = sentence
            self.prompt_section.set_problem(sentence)

    def _recall(self, prompt: str, _checked: bool = False) -> None:
        self.prompt.replace_text(prompt)

    def history_menu(self) -> QMenu:
        """The latest prompts, each in one line; choosing one is a step that undo takes back."""
        menu = QMenu(self)
        menu.setObjectName("history_menu")
        for prompt in self.prompt.history[:_HISTORY_SHOWN]:
            shown = caption(prompt[:200])
            words = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, 320)
            menu.addAction(words).triggered.connect(partial(self._recall, prompt))
        if menu.isEmpty():
            menu.addAction("No earlier prompts yet").setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _open_history(self) -> None:
        link = self.prompt_section.link
        if link is not None:
            self.history_menu().popup(link.mapToGlobal(link.rect().bottomLeft()))
