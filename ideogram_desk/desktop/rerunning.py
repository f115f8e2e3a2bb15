"""Loads a picture's request into the composer again: whole, or its prompt or seed; as one step."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.job import Picture
    from ideogram_desk.engine.desk import Desk

    _Way = Callable[[Desk, Picture], Awaitable[None]]

LOADED = "Loaded into the composer."
NO_SEED = "This picture has no seed that is known."


class Rerunning:
    """The composer's own undo takes each of them back: Ctrl+Z in it, or the bar that says so."""

    def __init__(self, window: MainWindow, late: LateLibrary, tasks: Tasks) -> None:
        self._window = window
        self._late = late
        self._tasks = tasks
        window.inspector.rerun_requested.connect(lambda number: self._of(self._rerun, [number]))
        bind = window.deeds.bind
        bind("recall_all", partial(self._of_chosen, self._recall_all))
        bind("recall_prompt", partial(self._of_chosen, self._recall_prompt))
        bind("recall_seed", partial(self._of_chosen, self._recall_seed))

    def _of_chosen(self, how: _Way) -> None:
        self._of(how, self._window.deeds.numbers())

    def _of(self, how: _Way, numbers: Sequence[int]) -> None:
        self._tasks.start(self._look_up(how, list(numbers[:1])))

    async def _look_up(self, how: _Way, numbers: list[int]) -> None:
        try:
            desk = await self._late.desk()
            pictures = await desk.library.pictures(numbers)
        except DeskError as error:
            self._window.toast.tell(str(error), "")
            return
        if pictures:
            await how(desk, pictures[0])

    async def _rerun(self, desk: Desk, picture: Picture) -> None:
        """Everything as it was asked for; a seed that was left to chance stays so."""
        self._load(desk, picture, picture.request.seed)

    async def _recall_all(self, desk: Desk, picture: Picture) -> None:
        """Everything, and the seed that the picture came of."""
        self._load(desk, picture, picture.seed)

    def _load(self, desk: Desk, picture: Picture, seed: int | None) -> None:
        request = replace(picture.request, seed=seed)
        files = tuple(desk.files.input_path(name) for name in request.references)
        mask = desk.files.input_path(request.mask) if request.mask else None
        self._window.compose.load_request(request, picture.tags, files, mask)
        self._tell(LOADED)

    async def _recall_prompt(self, _desk: Desk, picture: Picture) -> None:
        self._window.compose.change(prompt=picture.request.prompt)
        self._tell("The prompt is in the composer.")

    async def _recall_seed(self, _desk: Desk, picture: Picture) -> None:
        if picture.seed is None:
            self._window.toast.tell(NO_SEED, "")
            return
        self._window.compose.change(seed=str(picture.seed))
        self._tell("The seed is in the composer.")

    def _tell(self, said: str) -> None:
        self._window.columns.go_compose()
        self._window.offer_undo(said, self._window.compose.undo)
