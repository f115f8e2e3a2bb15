"""The list of endpoints, and the form for one of them in its place."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.desktop.settings.callbacks.endpoint_card import EndpointCard
from ideogram_desk.desktop.settings.callbacks.endpoint_editor import EndpointEditor
from ideogram_desk.domain.callback import Endpoint
from ideogram_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.settings.callbacks.outbox import Outbox

_NONE = (
    "Nobody is told. Add an endpoint, and a program of yours is called whenever a picture is "
    "made, withheld, or failed."
)


class EndpointList(QWidget):
    """Shows what it is given; what the user does goes to the outbox, whose word brings it back."""

    def __init__(self, outbox: Outbox, tasks: Tasks) -> None:
        super().__init__()
        named(self, "endpoint_list", "Endpoints")
        self._outbox, self._tasks = outbox, tasks
        self._endpoints: tuple[Endpoint, ...] = ()
        self.cards: dict[str, EndpointCard] = {}
        self.editor: EndpointEditor | None = None
        self._edited = ""  # the id of the endpoint whose card gave way to the editor
        self._none = PlainLabel(_NONE, "dim", wrap=True, name="endpoints_none")
        self.add = Button(
            "Add endpoint",
            icon="plus",
            tooltip="Tell another program of new pictures",
            name="endpoint_add_button",
        )
        self.add.clicked.connect(lambda: self._edit(Endpoint(secrets.token_hex(8), ""), new=True))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._none)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(0, 4, 0, 0)
        self._column.addLayout(self._foot)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._arrange()

    def show_endpoints(self, endpoints: Sequence[Endpoint]) -> None:
        """Show these; a form that is open stays as it is."""
        if tuple(endpoints) != self._endpoints:
            self._endpoints = tuple(endpoints)
            self._rebuild()
        self._arrange()

    def _rebuild(self) -> None:
        """Cards of endpoints that are as they were stay, and with them the keyboard's focus."""
        kept = {each.id: each for each in self._endpoints}
        for key in [k for k, card in self.cards.items() if kept.get(k) != card.endpoint]:
            had_focus = self.cards[key].isAncestorOf(self.focusWidget() or self)
            _drop(self.cards.pop(key))
            if key in kept and had_focus:
                self._card(kept[key]).on.setFocus()
        for place, endpoint in enumerate(self._endpoints):
            self._column.insertWidget(place, self._card(endpoint))

    def _card(self, endpoint: Endpoint) -> EndpointCard:
        if endpoint.id not in self.cards:
            card = self.cards[endpoint.id] = EndpointCard(endpoint)
            card.changed.connect(lambda changed: self._start(self._save_card(changed)))
            card.edit_requested.connect(lambda: self._edit(endpoint, new=False))
            card.remove_requested.connect(lambda: self._start(self._remove(endpoint.id)))
            self._column.insertWidget(0, card)
        return self.cards[endpoint.id]

    def _arrange(self) -> None:
        for key, card in self.cards.items():
            card.setVisible(key != self._edited)
        self._none.setVisible(not self._endpoints and self.editor is None)
        self.add.setVisible(self.editor is None)

    # --- the form ----------------------------------------------------------------------------

    def _edit(self, endpoint: Endpoint, *, new: bool) -> None:
        self._close_editor()
        taken = [each.url for each in self._endpoints if each.id != endpoint.id]
        editor = self.editor = EndpointEditor(endpoint, taken, new=new)
        editor.saved.connect(lambda made, secret: self._start(self._save(made, secret)))
        editor.cancelled.connect(self._cancel)
        self._edited = endpoint.id
        place = next((i for i, e in enumerate(self._endpoints) if e.id == endpoint.id), -1)
        if place >= 0:
            self._column.insertWidget(place, editor)
        else:
            self._foot.addWidget(editor)
        editor.show()  # now, not with the next layout: it is to have the focus
        self._arrange()
        (editor.name if new else editor.url).setFocus()

    def _close_editor(self) -> None:
        if self.editor is not None:
            _drop(self.editor)
            self.editor, self._edited = None, ""

    def _cancel(self) -> None:
        edited = self._edited
        self._close_editor()
        self._arrange()
        (self.cards[edited].edit if edited in self.cards else self.add).setFocus()

    # --- what is asked of the outbox ---------------------------------------------------------

    def _start(self, work: Awaitable[None]) -> None:
        async def go() -> None:
            await work

        self._tasks.start(go())

    async def _reload(self) -> None:
        endpoints = await self._outbox.callbacks().endpoints()
        if isValid(self):
            self.show_endpoints(endpoints)

    async def _save(self, endpoint: Endpoint, secret: str | None) -> None:
        editor = self.editor
        assert editor is not None
        editor.save.setEnabled(False)  # the keyring may take seconds; once is enough
        said = await _attempt(lambda: self._outbox.callbacks().save_endpoint(endpoint, secret))
        if not isValid(editor) or editor is not self.editor:
            return
        editor.save.setEnabled(True)
        if said:
            editor.fail(said)
            return
        self._close_editor()
        await self._reload()
        if isValid(self) and endpoint.id in self.cards:
            self.cards[endpoint.id].edit.setFocus()

    async def _save_card(self, endpoint: Endpoint) -> None:
        said = await _attempt(lambda: self._outbox.callbacks().save_endpoint(endpoint))
        await self._after(endpoint.id, said)

    async def _remove(self, endpoint_id: str) -> None:
        said = await _attempt(lambda: self._outbox.callbacks().remove_endpoint(endpoint_id))
        await self._after(endpoint_id, said)
        if not said and isValid(self):
            self.add.setFocus()

    async def _after(self, endpoint_id: str, said: str) -> None:
        if not said:
            await self._reload()
        elif isValid(self) and endpoint_id in self.cards:
            self.cards[endpoint_id].fail(said)


async def _attempt(work: Callable[[], Awaitable[object]]) -> str:
    """Do it; a sentence if it could not be done."""
    try:
        await work()
    except DeskError as error:
        return str(error)
    return ""


def _drop(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
