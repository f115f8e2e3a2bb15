"""Opens the views that look closely, and keeps what they show as it is now."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QObject, Signal

from ideogram_desk.desktop.actions.deed import Where
from ideogram_desk.domain.events import JobChanged, LibraryChanged, PicturesChanged
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.gallery.cover import Cover
    from ideogram_desk.desktop.gallery.originals import Originals
    from ideogram_desk.desktop.gallery.preview import Preview
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.look.compare_view import CompareView
    from ideogram_desk.desktop.look.full_view import FullView
    from ideogram_desk.desktop.look.survey import Survey
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.job import Picture

CULLING, ZOOMING = "0123456789XPU", "Z+-="  # keys that the views answer themselves
FEW = 64
MEGABYTES = 384  # of decoded pictures: the largest one, and what is seen of others
MOST = 200  # candidates of one comparison
FEWEST = 2
ZOOMS = ("zoom", "zoom_in", "zoom_out")


class Looking(QObject):
    """`apply` every event, `stop` before the window goes. The views are made when first used.

    `change_requested` carries domain changes to the picture that is looked at.
    """

    change_requested = Signal(object)

    def __init__(self, window: MainWindow, late: LateLibrary, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._late = late
        self._tasks = tasks
        self._ticket = 0
        self._originals: Originals | None = None
        self._preview: Preview | None = None
        self.full: FullView | None = None
        self.comparison: CompareView | None = None
        self.survey_view: Survey | None = None
        window.gallery.open_requested.connect(self.open)
        window.gallery.view.preview_requested.connect(self._meet_preview)
        deeds = window.deeds
        deeds.bind("compare", self.compare)
        deeds.bind("survey", self.survey)
        for deed in ZOOMS:
            deeds.bind(deed, partial(self._zoom, deed), enabled=self._can_zoom)

    def stop(self) -> None:
        """End the threads; nothing is decoded any more."""
        self._ticket += 1
        if self._originals is not None:
            self._originals.close()
        if self.comparison is not None:
            self.comparison.differences.close()

    # Opening

    def _meet_preview(self) -> None:
        """The gallery makes its preview when it is first asked for."""
        from ideogram_desk.desktop.gallery.preview import Preview

        found = self._window.findChild(Preview)
        if self._preview is None and found is not None:
            self._preview = found
            self._attend(found, found.number, found.go_on, CULLING)

    def open(self, number: int) -> None:
        """The full view of one picture of the grid."""
        if self.full is None:
            from ideogram_desk.desktop.look.full_view import FullView

            gallery = self._window.gallery
            self.full = FullView(gallery.view, gallery.loader, self._decoder(), self._window)
            self._attend(self.full, self.full.number, self.full.go_on, CULLING + ZOOMING)
        if self._window.gallery.listed.row_of(number) >= 0:
            self._select(number)
            self.full.open(number)

    def compare(self) -> None:
        """What is selected; of one picture, it and those that follow it in the grid."""
        view, listed = self._window.gallery.view, self._window.gallery.listed
        numbers = list(view.selected_numbers()[:MOST])
        if len(numbers) < FEWEST:
            row = listed.row_of(view.current_number())
            numbers = list(listed.slice(row, row + MOST - 1)) if row >= 0 else []
        self._look(numbers, self._compare)

    def survey(self) -> None:
        """What is selected, all at once."""
        view = self._window.gallery.view
        count = view.selection_count()
        self._look(list(view.selected_numbers()[:MOST]), partial(self._survey, count))

    def _compare(self, pictures: Sequence[Picture]) -> None:
        if self.comparison is None:
            from ideogram_desk.desktop.look.compare_view import CompareView

            gallery, files = self._window.gallery, self._late.absolute
            self.comparison = CompareView(
                gallery.loader, self._decoder(), files, gallery.view, self._window
            )
            compared = self.comparison
            self._attend(compared, compared.judged, compared.go_on, CULLING + ZOOMING + "CNSWDB")
        if len(pictures) >= FEWEST:
            self.comparison.open(pictures)

    def _survey(self, count: int, pictures: Sequence[Picture]) -> None:
        if self.survey_view is None:
            from ideogram_desk.desktop.look.survey import Survey

            gallery, files = self._window.gallery, self._late.absolute
            self.survey_view = Survey(
                gallery.loader, self._decoder(), files, gallery.view, self._window
            )
            self.survey_view.full_requested.connect(self.open)
            survey = self.survey_view
            self._attend(survey, survey.judged, survey.go_on, CULLING + "N")
        if pictures:
            self.survey_view.open(pictures, count)

    def _look(self, numbers: Sequence[int], show: Callable[[Sequence[Picture]], None]) -> None:
        if numbers:
            self._ticket += 1
            self._tasks.start(self._read(numbers, show, self._ticket))

    async def _read(
        self, numbers: Sequence[int], show: Callable[[Sequence[Picture]], None], ticket: int
    ) -> None:
        library = (await self._late.desk()).library
        found = {picture.number: picture for picture in await library.pictures(numbers)}
        if ticket == self._ticket:
            pictures = [found[number] for number in numbers if number in found]
            show([each for each in pictures if each.state is PictureState.STORED])

    def _decoder(self) -> Originals:
        """One for all views: only one of them is seen at a time."""
        if self._originals is None:
            from ideogram_desk.desktop.gallery.originals import Originals

            self._originals = Originals(self, megabytes=MEGABYTES)
        return self._originals

    def _attend(
        self, view: Cover, number: Callable[[], int], advance: Callable[[], None], keeps: str
    ) -> None:
        """Let the library's other keys work there too, on the one picture that is judged."""
        view.change_requested.connect(self.change_requested)

        def numbers() -> list[int]:
            judged = number()
            return [judged] if judged >= 0 else []

        self._window.deeds.attend(view, Where.VIEWER, numbers, advance=advance, keeps=keeps)

    def _select(self, number: int) -> None:
        """The grid stands at what is looked at; more that is selected stays so."""
        view = self._window.gallery.view
        row = view.listed.row_of(number)
        if view.selectionModel().isSelected(view.index_of(row)):
            nothing = QItemSelectionModel.SelectionFlag.NoUpdate
            view.selectionModel().setCurrentIndex(view.index_of(row), nothing)
        else:
            view.select_row(row)

    # Zooming, for the palette and the menus

    def _zoomed(self) -> FullView | CompareView | None:
        views = (self.full, self.comparison)
        return next((view for view in views if view is not None and view.isVisible()), None)

    def _can_zoom(self) -> bool:
        return self._zoomed() is not None

    def _zoom(self, deed: str) -> None:
        view = self._zoomed()
        if view is not None:
            view.zoom(deed)

    # What happens meanwhile

    def apply(self, event: Event) -> None:
        """Show anew what has changed; the full view follows the grid by itself."""
        match event:
            case LibraryChanged(numbers=numbers, hidden=hidden):
                self._drop(hidden)
            case JobChanged(numbers=numbers, hidden=hidden):
                self._drop(hidden)
            case PicturesChanged(numbers=numbers):
                pass
            case _:
                return
        touched = [number for number in self._watched() if _among(number, numbers)]
        if touched:
            self._tasks.start(self._renew(touched))

    def _watched(self) -> list[int]:
        found = self.comparison.numbers() if self.comparison is not None else []
        return found + (self.survey_view.numbers() if self.survey_view is not None else [])

    def _drop(self, hidden: Sequence[int]) -> None:
        gone = [number for number in self._watched() if _among(number, hidden)]
        for view in (self.comparison, self.survey_view):
            if gone and view is not None:
                view.drop(gone)

    async def _renew(self, numbers: Sequence[int]) -> None:
        pictures = await (await self._late.desk()).library.pictures(numbers)
        for view in (self.comparison, self.survey_view):
            if view is not None:
                view.renew(pictures)


def _among(number: int, numbers: Sequence[int]) -> bool:
    """Of ascending numbers where there are many: there may be a million."""
    if len(numbers) < FEW:
        return number in numbers
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number
