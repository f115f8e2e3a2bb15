"""The optional parts of a request: a row of chips, and under it the fields that they open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ideogram_desk.desktop.compose import rules
from ideogram_desk.desktop.compose.draft import OPTIONAL, Draft
from ideogram_desk.desktop.compose.inputs import InputStrip
from ideogram_desk.desktop.compose.palette_picker import PalettePicker
from ideogram_desk.desktop.compose.prompt_edit import GrowingEdit
from ideogram_desk.desktop.kit import Button, Check, Chip, FlowLayout, Pick, Section, named
from ideogram_desk.desktop.words import readable
from ideogram_desk.domain.request import MAGIC

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CHIPS = {
    "negative": ("Negative prompt", "What should not be in the picture"),
    "palette": ("Palette", "Colours that the picture should have"),
    "preset": ("Style preset", "One of Ideogram’s ready-made styles"),
    "style_codes": ("Style codes", "Codes of styles, eight hexadecimal digits each"),
    "references": ("References", "Pictures to go by; drop files here"),
    "mask": ("Mask", "A picture whose black part is to change"),
}
_SHORT = {"negative": "Negative"}  # on its chip; what it opens has the whole name
_RARE = frozenset({"preset", "style_codes"})  # behind "More", with the two switches
_SWITCHES = frozenset({"private", "copyright_detection"})
_MAGIC_TIPS = {
    "auto": "Magic prompt: Ideogram decides whether to write the prompt out. Click for on",
    "on": "Magic prompt: Ideogram writes the prompt out. Click for off",
    "off": "Magic prompt: the prompt is taken as it is. Click for auto",
}


class PresetPicker(Pick):
    """The style presets, found by typing any part of a name."""

    def __init__(self) -> None:
        super().__init__("preset_picker", "Style preset", "Style preset: type a part of its name")
        self.setEditable(True)
        self._field = QLineEdit()
        self.setLineEdit(self._field)
        self._finder = QCompleter(self.model(), self)
        self._finder.setFilterMode(Qt.MatchFlag.MatchContains)
        self._finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(self._finder)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._field.setObjectName("preset_field")
        self._field.editingFinished.connect(self._settle)

    def show_presets(self, presets: tuple[str, ...], chosen: str) -> None:
        self.set_options([("", ""), *((preset, readable(preset)) for preset in presets)])
        self._field.setPlaceholderText(f"Search {len(presets)} styles")
        if chosen != self.value:
            self.set_value(chosen)

    def _settle(self) -> None:
        """Words that name no preset go back to the one chosen."""
        index = self.findText(self.currentText().strip(), Qt.MatchFlag.MatchFixedString)
        if index >= 0 and index != self.currentIndex():
            self.setCurrentIndex(index)
            self.chosen.emit(self.value)
        self.setEditText(self.itemText(self.currentIndex()))


class Options(QWidget):
    """Magic prompt, the optional parts, and the two switches of a request."""

    edited = Signal(dict)  # fields of the draft -> values
    sent = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("options")
        self._draft = Draft()
        self._said: dict[str, str] = {}
        self._more = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self._make_chips())
        self.sections = self._make_sections()
        for section in self.sections.values():
            self._column.addWidget(section)
        self._column.addWidget(self._make_switches())

    def _make_chips(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        self.magic = Chip("Magic prompt", icon="sparkles", name="magic_prompt")
        self.magic.clicked.connect(self._turn_magic)
        flow.addWidget(self.magic)
        self.chips: dict[str, Chip] = {}
        for name, (text, tooltip) in _CHIPS.items():
            chip = Chip(_SHORT.get(name, text), tooltip=tooltip, name=f"{name}_chip")
            chip.setAccessibleName(text)
            chip.clicked.connect(lambda on, name=name: self._toggle(name, on=on))
            flow.addWidget(chip)
            self.chips[name] = chip
        self.more = Button("More", "chip", name="more_options")
        self.more.clicked.connect(self._show_more)
        flow.addWidget(self.more)
        return row

    def _make_sections(self) -> dict[str, Section]:
        self.negative = GrowingEdit(
            "negative_edit", "Negative prompt", "What should not be in the picture", 52, 120
        )
        self.negative.setPlaceholderText("What should not be in the picture")
        self.negative.edited.connect(lambda text: self.edited.emit({"negative": text}))
        self.negative.sent.connect(self.sent)
        self.palette_picker = PalettePicker()
        self.palette_picker.changed.connect(lambda p: self.edited.emit({"palette": p}))
        self.preset = PresetPicker()
        self.preset.chosen.connect(lambda preset: self.edited.emit({"preset": preset}))
        self.codes = named(
            QLineEdit(), "style_codes_edit", "Style codes", "Style codes, with spaces between them"
        )
        self.codes.setPlaceholderText("A1B2C3D4 …")
        self.codes.setMaxLength(200)
        self.codes.textEdited.connect(lambda text: self.edited.emit({"style_codes": text}))
        self.references = InputStrip("reference_strip", "Input pictures")
        self.references.changed.connect(self._take_references)
        self.references.said.connect(lambda text: self._say("references", text))
        self.mask_strip = InputStrip("mask_strip", "Mask")
        self.mask_strip.changed.connect(lambda f: self.edited.emit({"mask": f[0] if f else ""}))
        self.mask_strip.said.connect(lambda text: self._say("mask", text))
        widgets: dict[str, QWidget] = {
            "negative": self.negative,
            "palette": self.palette_picker,
            "preset": self.preset,
            "style_codes": self.codes,
            "references": self.references,
            "mask": self.mask_strip,
        }
        return {
            name: Section(_CHIPS[name][0], widget, name=f"{name}_section")
            for name, widget in widgets.items()
        }

    def _make_switches(self) -> QWidget:
        self._switches = QWidget()
        row = QHBoxLayout(self._switches)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self.private = Check("Private", "Keep the picture out of the public feed", "private_check")
        self.copyright = Check(
            "Copyright check", "Let Ideogram look for known works", "copyright_check"
        )
        self.private.clicked.connect(lambda on: self.edited.emit({"private": on}))
        self.copyright.clicked.connect(lambda on: self.edited.emit({"copyright_detection": on}))
        row.addWidget(self.private)
        row.addWidget(self.copyright)
        row.addStretch(1)
        return self._switches

    def show_draft(self, draft: Draft, told: Mapping[str, str]) -> None:
        self._draft = draft
        model = rules.model_of(draft)
        taken = rules.fields_of(model)
        self._show_magic(draft.magic)
        more = self._show_rest(draft, taken)
        for name in OPTIONAL:
            is_open = rules.is_open(draft, name)
            self.chips[name].setVisible(name in taken and (more or name not in _RARE))
            self.chips[name].setChecked(is_open)
            self.sections[name].setVisible(is_open)
            self.sections[name].set_problem(self._said.get(name, "") or told.get(name, ""))
        self.negative.show_text(draft.negative)
        self.palette_picker.show_palette(draft.palette)
        if model.presets:
            self.preset.show_presets(model.presets, draft.preset)
        if draft.style_codes != self.codes.text():
            self.codes.setText(draft.style_codes)
        if model.references is not None:
            self._show_inputs(model.references.label, model.references.most)
        self._show_switches(taken if more else frozenset())

    def _show_rest(self, draft: Draft, taken: frozenset[str]) -> bool:
        """Whether what is rarely wanted is in sight: asked for, or in use."""
        used = any(rules.is_open(draft, name) for name in _RARE & taken)
        switched = not draft.private or draft.copyright_detection
        in_use = used or (switched and bool(taken & _SWITCHES))
        self.more.setVisible(not in_use and bool(taken & (_RARE | _SWITCHES)))
        self.more.set_text("Less" if self._more else "More")
        self.more.setToolTip("Fewer options" if self._more else "Styles, privacy, copyright")
        return self._more or in_use

    def _show_more(self) -> None:
        self._more = not self._more
        self.edited.emit({})

    def _show_magic(self, magic: str) -> None:
        self.magic.set_text("Magic prompt · auto" if magic == "auto" else "Magic prompt")
        self.magic.setAccessibleName(f"Magic prompt: {magic}")
        self.magic.setToolTip(_MAGIC_TIPS.get(magic, ""))
        self.magic.setChecked(magic != "off")

    def _show_inputs(self, label: str, most: int) -> None:
        files = rules.inputs_of(self._draft)
        title = "Input images" if label == "Images" else label
        self.chips["references"].set_text(title)
        self.sections["references"].set_title(title)
        self.sections["references"].set_note(f"{len(files)} of {most}")
        self.references.show_files(files, most)
        self.mask_strip.show_files((self._draft.mask,) if self._draft.mask else (), 1)

    def _show_switches(self, taken: frozenset[str]) -> None:
        self.private.setVisible("private" in taken)
        self.private.setChecked(self._draft.private)
        self.copyright.setVisible("copyright_detection" in taken)
        self.copyright.setChecked(self._draft.copyright_detection)
        self._switches.setVisible(bool(taken & _SWITCHES))

    def offer_files(self, paths: tuple[Path, ...]) -> None:
        """Files dropped on the composer."""
        if "references" not in self._draft.opened:
            self._toggle("references", on=True)
        self.references.offer(paths)

    def _turn_magic(self) -> None:
        after = MAGIC[(MAGIC.index(self._draft.magic) + 1) % len(MAGIC)]
        self.edited.emit({"magic": after})

    def _toggle(self, name: str, *, on: bool) -> None:
        self._said.pop(name, None)
        others = tuple(other for other in self._draft.opened if other != name)
        self.edited.emit({"opened": (*others, name) if on else others})

    def _take_references(self, files: tuple[str, ...]) -> None:
        takes = rules.model_of(self._draft).references
        if takes is not None:
            changed: dict[str, Any] = {"inputs": {**self._draft.inputs, takes.field: files}}
            self._said.pop("references", None)
            self.edited.emit(changed)

    def _say(self, name: str, sentence: str) -> None:
        self._said[name] = sentence
        self.edited.emit({})
