"""The design's tokens, and the palette and style sheet built from them; no colour stands elsewhere.

`Theme.apply(app)` once at the start; afterwards `choose()` and the system's own light and dark
restyle everything live. Who paints by hand reads `tokens_now()` while painting (a change of theme
repaints every widget) and re-tints icons in `changeEvent` on `PaletteChange`.

What the style sheet knows, by `setProperty(name, value)`; after a change call `restyle(widget)`:

  QPushButton, QToolButton  role     primary | quiet | danger | link | chip | segment | tag | tile
  QComboBox                 role     flat: no frame, in a section's head
  QLabel                    role     label | dim | faint | title | figure | bad | warn | good
  QPushButton               letters  body: a link as large as the words about it
  QFrame                    surface  panel | raised | card | segmented | bar | notice
                            active   true, with surface "raised": what is inside has the focus
                            kind     info | warn | bad, with surface "notice"
  QLineEdit, QPlainTextEdit invalid  true: what it holds would be refused
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

from ideogram_desk.base.paths import resources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

Choice = Literal["system", "light", "dark"]

BODY, LABEL, TITLE, FIGURE = 13, 11, 17, 26  # pixels
SPACE = (4, 8, 12, 16, 24)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme's colours."""

    name: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    wash: str
    good: str
    warn: str
    bad: str
    accent_fill: str  # under white text: the accent, dark enough for 4.5:1
    on_accent: str
    hover: str  # the accent fill under the pointer
    field_hover: str
    segment: str  # the chosen half of a segmented control
    good_text: str  # state colours for words: at least 4.5:1 on window, panel and raised
    warn_text: str
    bad_text: str
    link: str


DARK = Tokens(
    name="dark",
    window="#1b1c1f",
    panel="#222327",
    raised="#2b2c31",
    line="#34353b",
    text="#e9e9ec",
    dim="#9a9ba3",
    faint="#6d6e76",
    accent="#7c6cff",
    wash="#2f2b55",
    good="#3fb97f",
    warn="#e0a33a",
    bad="#e5604d",
    accent_fill="#6a5af0",
    on_accent="#ffffff",
    hover="#5d4de0",
    field_hover="#313238",
    segment="#1b1c1f",
    good_text="#3fb97f",
    warn_text="#e0a33a",
    bad_text="#f0806f",
    link="#a59bff",
)

LIGHT = Tokens(
    name="light",
    window="#f6f6f7",
    panel="#ffffff",
    raised="#f0f0f2",
    line="#dfdfe3",
    text="#1c1c20",
    dim="#63646c",
    faint="#8d8e96",
    accent="#5b4bea",
    wash="#e7e4ff",
    good="#1f8f5b",
    warn="#a86c00",
    bad="#c23b2a",
    accent_fill="#5b4bea",
    on_accent="#ffffff",
    hover="#4c3cdb",
    field_hover="#e8e8ec",
    segment="#ffffff",
    good_text="#17754a",
    warn_text="#855400",
    bad_text="#b3321f",
    link="#5040d8",
)

# The colour labels of pictures, in the order of `domain.change.LABELS`; in both themes the same,
# as they lie over pictures. Their letters stand on them in the dark theme's window colour.
LABELS = ("", "#e8705e", "#e6b341", "#4fc08a", "#6aa6f8")

# How Ideogram's palette presets look, so that people choose them by eye; not part of the theme.
PALETTES = {
    "ember": ("#2b0f0a", "#7a1f12", "#d4431f", "#f58a3c", "#ffd08a"),
    "fresh": ("#0f5c4d", "#23a27f", "#7fd6a8", "#d8f3c9", "#fff3a8"),
    "jungle": ("#10281c", "#1f5232", "#4b8b3b", "#a3b859", "#e3d9a0"),
    "magic": ("#1d1145", "#5b2a9d", "#b14bd1", "#f07ac4", "#8fd5ff"),
    "melon": ("#f2545b", "#ff8c7a", "#ffc7a8", "#d5f0b1", "#5fb36a"),
    "mosaic": ("#1f4e8c", "#e0a526", "#c8452d", "#2f8f83", "#f1e6cf"),
    "pastel": ("#f9c6d3", "#fbe3b9", "#d4efc9", "#bfe0f5", "#d9c8f0"),
    "ultramarine": ("#0a1045", "#1b2a8f", "#2f4fe0", "#6f9bff", "#d3e2ff"),
}

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "raised",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Light: "field_hover",
    QPalette.ColorRole.Midlight: "field_hover",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Shadow: "window",
    QPalette.ColorRole.Highlight: "accent_fill",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.ToolTipBase: "panel",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "dim",
    QPalette.ColorRole.Accent: "accent",
}


def palette_of(tokens: Tokens) -> QPalette:
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, QColor(getattr(tokens, token)))
    disabled = QPalette.ColorGroup.Disabled
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        palette.setColor(disabled, role, QColor(tokens.faint))
    palette.setColor(disabled, QPalette.ColorRole.ButtonText, QColor(tokens.faint))
    return palette


def tokens_now() -> Tokens:
    """The tokens that the application's palette was built from: for painting by hand."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return LIGHT if window.lightness() > 127 else DARK  # noqa: PLR2004  half of 255


def restyle(widget: QWidget) -> None:
    """Let the style sheet look again at a widget whose property has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def set_role(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and restyle only if it has changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        restyle(widget)


class Theme(QObject):
    """Which tokens hold, by choice or by the system's own light and dark."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice: Choice = "system"
        self._tokens = DARK
        self._app: QApplication | None = None
        self._prepared = False

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def choice(self) -> Choice:
        return self._choice

    def choose(self, choice: Choice) -> None:
        self._choice = choice
        hints = QGuiApplication.styleHints()
        match choice:  # the window's frame is the system's; it follows where the platform can
            case "light":
                hints.setColorScheme(Qt.ColorScheme.Light)
            case "dark":
                hints.setColorScheme(Qt.ColorScheme.Dark)
            case _:
                hints.unsetColorScheme()
        self._follow()

    def prepare(self, app: QApplication) -> None:
        """What must be there before the first widget is: style, font and colours.

        A font that is set later does not reach the widgets inside a window already shown.
        """
        self._prepared = True
        app.setStyle("Fusion")
        app.setFont(_body_font())
        self._tokens = self._wanted()
        app.setPalette(palette_of(self._tokens))

    def apply(self, app: QApplication) -> None:
        """Dress the application; called once. Widgets made before are polished only once."""
        self._app = app
        if not self._prepared:
            self.prepare(app)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._dress(app)

    def _wanted(self) -> Tokens:
        if self._choice != "system":
            return LIGHT if self._choice == "light" else DARK
        # Offscreen and plain X11 say Unknown: then dark, the design's first theme.
        scheme = QGuiApplication.styleHints().colorScheme()
        return LIGHT if scheme == Qt.ColorScheme.Light else DARK

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is self._tokens:
            return
        self._tokens = wanted
        if self._app is not None:
            self._dress(self._app)
        self.changed.emit()

    def _dress(self, app: QApplication) -> None:
        from ideogram_desk.desktop.theme_sheet import SHEET

        # Bare first: an application without a sheet takes a palette, and then a new sheet, in a
        # third of the time that changing the sheet takes.
        app.setStyleSheet("")
        app.setPalette(palette_of(self._tokens))
        app.setStyleSheet(SHEET.substitute(asdict(self._tokens)))


def _body_font() -> QFont:
    """Inter from the program's resources, else the system's own; 13 pixels."""
    families: list[str] = []
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        for file in sorted((resources() / "fonts").glob(f"Inter-{weight}.[to]tf")):
            number = QFontDatabase.addApplicationFont(str(file))
            families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    font = QFont(families[0]) if families else QGuiApplication.font()
    font.setPixelSize(BODY)
    return font
