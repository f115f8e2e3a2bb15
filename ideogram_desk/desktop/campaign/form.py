"""The fields of a campaign in their column; it shows a draft and tells what was edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from ideogram_desk.desktop.campaign import choices
from ideogram_desk.desktop.campaign.draft import Draft, campaign_of
from ideogram_desk.desktop.campaign.format_rows import FormatRows
from ideogram_desk.desktop.campaign.more_fields import MoreFields
from ideogram_desk.desktop.campaign.product_list import ProductList
from ideogram_desk.desktop.campaign.template_edit import TemplateEdit
from ideogram_desk.desktop.campaign.templates import TemplateBar
from ideogram_desk.desktop.kit import (
    Button,
    Chip,
    Pick,
    PlainLabel,
    Section,
    Stepper,
    named,
)
from ideogram_desk.desktop.theme import set_role
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.money import PUBLISHED, Prices

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIDE = 14
_SCROLL_BAR = 10  # pixels wide, as in the style sheet


class CampaignForm(QFrame):
    """Every field, in the order of the drawing."""

    edited = Signal(dict)  # fields of the draft -> values
    sent = Signal()
    undo_asked = Signal()
    import_clicked = Signal()
    rows_removed = Signal(str)  # a sentence: that can be undone
    said = Signal(str)  # what was just done, told once

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("campaign_form")
        self.setProperty("surface", "panel")
        self._draft = Draft()
        self._prices = PUBLISHED
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_SIDE, 4, _SIDE, 8)
        self._column.setSpacing(14)
        self._add_name()
        self._add_prompt()
        self._add_products()
        self._add_formats()
        self._add_model()
        self._add_count_and_budget()
        self._add_more()
        self.skip = Chip(
            "Skip prompts already run",
            tooltip="Leave out what the library has the pictures of already",
            name="skip_chip",
        )
        self.skip.clicked.connect(lambda on: self.edited.emit({"skip": on}))
        foot = QHBoxLayout()
        foot.addWidget(self.skip)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self._column.addStretch(1)

    def _add_name(self) -> None:
        self.name = named(QLineEdit(), "campaign_name", "Campaign", "The name of the campaign")
        self.name.setPlaceholderText("Name")
        self.name.setMaxLength(200)
        self.name.setFixedHeight(36)
        self.name.textEdited.connect(lambda text: self.edited.emit({"name": text}))
        self.name_section = Section("Campaign", self.name, name="campaign_section")
        self.templates = TemplateBar()
        self.name_section.add_to_head(self.templates.open_templates)
        self.name_section.add_to_head(self.templates.open_recent)
        self.name_section.add(self.templates)
        self._column.addWidget(self.name_section)

    def _add_prompt(self) -> None:
        self.prompt = TemplateEdit()
        self.prompt.edited.connect(lambda text: self.edited.emit({"prompt": text}))
        self.prompt.sent.connect(lambda _next: self.sent.emit())
        self.prompt.undo_asked.connect(self.undo_asked)
        self.prompt_section = Section(
            "Prompt template",
            self.prompt,
            link="{ } insert",
            link_tooltip="Insert a field where the cursor is",
            name="template_section",
        )
        self.prompt_section.link_clicked.connect(self._open_fields)
        self.prompt_note = PlainLabel("", "warn", wrap=True, name="template_note")
        self.prompt_note.hide()
        self.prompt_section.add(self.prompt_note)
        self._column.addWidget(self.prompt_section)

    def _add_products(self) -> None:
        self.products = ProductList()
        frame = QFrame()
        frame.setProperty("surface", "raised")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.products)
        self.products.changed.connect(lambda names: self.edited.emit({"products": names}))
        self.products.removed.connect(lambda count: self.rows_removed.emit(_removed(count)))
        self.products.said.connect(self.said)
        self.products_section = Section(
            "Products",
            frame,
            link="Import CSV…",
            link_tooltip="A batch file: CSV, JSON or JSON Lines; it can be dropped here too",
            name="products_section",
        )
        self.products_section.link_clicked.connect(self.import_clicked)
        self._column.addWidget(self.products_section)

    def _add_formats(self) -> None:
        self.formats = FormatRows()
        self.formats.changed.connect(lambda formats: self.edited.emit({"formats": formats}))
        self.formats.removed.connect(lambda _one: self.rows_removed.emit("Format removed"))
        self.formats_section = Section(
            "Formats",
            self.formats,
            link="Add",
            link_tooltip="One more format",
            name="formats_section",
        )
        self.formats_section.link_clicked.connect(self.formats.add)
        self._column.addWidget(self.formats_section)

    def _add_model(self) -> None:
        self.model = Pick("campaign_model", "Model", "The model of formats that name none")
        self.model.setFixedHeight(34)
        self.model.chosen.connect(lambda said: self.edited.emit({"model": said, "speed": ""}))
        self.speed = Pick("campaign_speed", "Speed", "Speed and price of one picture")
        self.speed.setProperty("role", "flat")
        self.speed.chosen.connect(lambda said: self.edited.emit({"speed": said}))
        self.model_section = Section("Model", self.model, name="campaign_model_section")
        self.model_section.add_to_head(self.speed)
        self._column.addWidget(self.model_section)

    def _add_count_and_budget(self) -> None:
        self.count = Stepper("campaign_count", "Images of each cell", 1, catalogue.MAX_COUNT)
        self.count.changed.connect(lambda count: self.edited.emit({"count": count}))
        self.budget = named(
            QLineEdit(), "campaign_budget", "Budget in dollars", "What it may cost at most, in all"
        )
        self.budget.setPlaceholderText("No limit")
        self.budget.setMaxLength(20)
        self.budget.setFixedHeight(34)
        self.budget.textEdited.connect(lambda text: self.edited.emit({"budget": text}))
        self.count_section = Section("Images a cell", self.count, name="campaign_count_section")
        self.budget_section = Section("Budget, $", self.budget, name="campaign_budget_section")
        row = QHBoxLayout()
        row.setSpacing(8)
        for section in (self.count_section, self.budget_section):
            row.addWidget(section, 1, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(row)

    def _add_more(self) -> None:
        self.more = MoreFields()
        self.more.edited.connect(self.edited)
        self._column.addWidget(self.more)

    # --- showing -----------------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        self._draft = draft
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        self.prompt.show_text(draft.prompt)
        self.prompt.set_fields(frozenset(campaign_of(draft).fields()))
        self.products.show_names(draft.products)
        self.products_section.set_title(_titled("Products", len(draft.products)))
        self.formats.show_formats(draft.formats, draft.model)
        self.formats_section.set_title(_titled("Formats", len(draft.formats)))
        self._show_model(draft)
        self.count.set_value(draft.count)
        if self.budget.text() != draft.budget:
            self.budget.setText(draft.budget)
        self.skip.setChecked(draft.skip)
        self.more.show_draft(draft)

    def _show_model(self, draft: Draft) -> None:
        self.model.set_options(choices.models(self._prices))
        self.model.set_value(draft.model)
        offered = choices.speeds(draft.model, draft.speed, self._prices)
        self.speed.set_options(offered)
        self.speed.set_value(draft.speed)
        self.speed.setVisible(len(offered) > 1)

    def set_prices(self, prices: Prices) -> None:
        self._prices = prices
        self._show_model(self._draft)

    def show_problems(self, told: Mapping[str, str], note: str) -> None:
        """A sentence under each field that needs one; `note` under the template is no error."""
        for field, section in self._sections().items():
            section.set_problem(told.get(field, ""))
        self.prompt_note.setText(note)
        self.prompt_note.setVisible(bool(note))
        for field, edit in (
            ("campaign", self.name),
            ("prompt", self.prompt),
            ("budget", self.budget),
        ):
            set_role(edit, "invalid", field in told)
        self.more.show_problems(told)

    def _sections(self) -> dict[str, Section]:
        return {
            "campaign": self.name_section,
            "prompt": self.prompt_section,
            "products": self.products_section,
            "formats": self.formats_section,
            "model": self.model_section,
            "count": self.count_section,
            "budget": self.budget_section,
        }

    def focus_field(self, field: str) -> None:
        places: dict[str, QWidget] = {
            "prompt": self.prompt,
            "products": self.products,
            "formats": self.formats,
            "model": self.model,
            "budget": self.budget,
            "callback": self.more.callback,
            "metadata": self.more.metadata,
        }
        places.get(field, self.name).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def make_room(self, *, scroll_bar: bool) -> None:
        """The column keeps its width beside a scroll bar, which takes of the margin only."""
        right = _SIDE - _SCROLL_BAR if scroll_bar else _SIDE
        self._column.setContentsMargins(_SIDE, 4, right, 8)

    def make_fields_menu(self) -> QMenu:
        """The names that may stand in braces; one that is chosen is put in at the cursor."""
        menu = QMenu(self)
        menu.setObjectName("fields_menu")
        for name in campaign_of(self._draft).fields():
            action = menu.addAction(f"{{{name}}}".replace("&", "&&"))
            action.triggered.connect(lambda _on=False, name=name: self.prompt.insert_field(name))
        return menu

    def _open_fields(self) -> None:
        menu = self.make_fields_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        link = self.prompt_section.link
        assert isinstance(link, Button)
        menu.popup(link.mapToGlobal(link.rect().bottomLeft()))


def _titled(word: str, count: int) -> str:
    return f"{word} · {count:,}" if count else word


def _removed(count: int) -> str:
    return "Product removed" if count == 1 else f"{count:,} products removed"
