"""Labels and buttons: always plain text, always named, tinted with the theme."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.theme import Tokens, tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

LONGEST = 20_000  # characters a label lays out; two million take most of a second

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def tip(text: str) -> str:
    """A tooltip that shows its text as it is: Qt would read "<b>" in it as markup."""
    cut = text if len(text) <= 1000 else text[:1000] + "…"  # noqa: PLR2004  a tooltip, not a page
    return f"<p>{html.escape(cut)}</p>" if "<" in cut else cut


def caption(text: str) -> str:
    """A button's or menu's words: one line, with "&" as itself and not as an underline."""
    return " ".join(text.split()).replace("&", "&&")


def slug(*words: str) -> str:
    """A snake_case object name made of words."""
    return re.sub(r"[^0-9a-z]+", "_", " ".join(words).casefold()).strip("_")


def named(widget: AnyWidget, name: str, accessible: str = "", tooltip: str = "") -> AnyWidget:
    """The widget with its object name, its name for screen readers and its tooltip."""
    if name:
        widget.setObjectName(name)
    if accessible or tooltip:
        widget.setAccessibleName(accessible or tooltip)
    if tooltip:
        widget.setToolTip(tip(tooltip))
    return widget


class PlainLabel(QLabel):
    """A label that never reads its text as markup; roles as in theme.py.

    With `elide` it takes any width, shows one line, and gives the rest in its tooltip.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        wrap: bool = False,
        elide: bool = False,
        selectable: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setWordWrap(wrap)
        self.setProperty("role", role)
        self._elide = elide
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        if name:
            self.setObjectName(name)
        self.setText(text)

    def setText(self, text: str) -> None:
        cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
        if self._elide:
            cut = " ".join(cut.split())
        super().setText(cut)
        self._tell_rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_rest()

    def _tell_rest(self) -> None:
        if self._elide:
            room = self.contentsRect().width()
            too_long = self.fontMetrics().horizontalAdvance(self.text()) > room
            self.setToolTip(tip(self.text()) if too_long else "")

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        box = self.contentsRect()
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, box.width()
        )
        flags = Qt.AlignmentFlag(self.alignment()) | Qt.TextFlag.TextSingleLine
        painter.drawText(box, flags, shown)


def heading(text: str, name: str, *, wrap: bool = False, elide: bool = False) -> PlainLabel:
    """What stands over a part of a page."""
    label = PlainLabel(text, wrap=wrap, elide=elide, name=name)
    font = label.font()
    font.setWeight(font.Weight.DemiBold)
    label.setFont(font)
    return label


def _tint(tokens: Tokens, role: str) -> str:
    match role:
        case "primary":
            return tokens.on_accent
        case "quiet" | "link" | "segment":
            return tokens.dim
        case "danger":
            return tokens.bad_text
        case _:
            return tokens.text


class Button(QPushButton):
    """A button in one of the theme's roles; the mouse does not take the focus from the text."""

    def __init__(
        self,
        text: str,
        role: str = "",
        *,
        icon: str | None = None,
        tooltip: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(caption(text), parent)
        self.setProperty("role", role)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        named(self, name or slug(text), text or tooltip, tooltip)
        self._icon_name = icon
        self._draw_icon()
        if role == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_text(self, text: str) -> None:
        empty = not self.text()
        self.setText(caption(text))
        self.setAccessibleName(text)
        if empty:  # between an icon and words there is air
            self._draw_icon()

    def set_icon(self, icon: str | None) -> None:
        self._icon_name = icon
        self._draw_icon()

    def _draw_icon(self) -> None:
        if self._icon_name is not None:
            colour = _tint(tokens_now(), str(self.property("role")))
            air = 4 if self.text() else 0
            self.setIcon(icons.icon(self._icon_name, colour, size=14, air=air))
            self.setIconSize(QSize(14 + air, 14))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._icon_name is not None:
            self._draw_icon()


def button(
    text: str,
    role: str = "",
    icon: str | None = None,
    tooltip: str = "",
    name: str = "",
    parent: QWidget | None = None,
) -> Button:
    """A button: role "", primary, quiet, danger, link, chip or segment."""
    return Button(text, role, icon=icon, tooltip=tooltip, name=name, parent=parent)


class IconButton(QToolButton):
    """A button that is only an icon; its tooltip is its name."""

    def __init__(
        self,
        icon: str,
        tooltip: str,
        name: str = "",
        *,
        role: str = "quiet",
        checkable: bool = False,
        size: int = icons.SIZE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        named(self, name or slug(tooltip), tooltip, tooltip)
        self.setIconSize(QSize(size, size))
        self._icon_name = icon
        self._filled = False
        self._colour = ""
        self._draw_icon()

    def set_icon(self, icon: str, *, filled: bool = False, token: str = "") -> None:
        """Another icon; `token` names a colour of the theme, "" is that of the role."""
        self._icon_name, self._filled, self._colour = icon, filled, token
        self._draw_icon()

    def _draw_icon(self) -> None:
        tokens = tokens_now()
        role = str(self.property("role"))
        colour = getattr(tokens, self._colour) if self._colour else _tint(tokens, role)
        size = self.iconSize().width()
        self.setIcon(icons.icon(self._icon_name, colour, size=size, filled=self._filled))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()


class Check(QCheckBox):
    """A check box whose tick is drawn, so that it is told by shape and not by colour alone."""

    def __init__(self, text: str, tooltip: str = "", name: str = "") -> None:
        super().__init__(caption(text))
        named(self, name or slug(text), text, tooltip)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        box = self.style().subElementRect(part, option, self)
        tick = icons.pixmap("check", tokens_now().on_accent, 12, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(box.center().x() - 5, box.center().y() - 5, tick)
