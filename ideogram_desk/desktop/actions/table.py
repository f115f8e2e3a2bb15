"""Every deed and every key of the window, in the order of the key sheet."""

from __future__ import annotations

from ideogram_desk.desktop.actions.deed import Deed, Habit, Where

GO, LOOK, CULL, ORDER, HAND, MAKE, WINDOW = (
    "Find and move",
    "Look closely",
    "Rate and choose",
    "Organise",
    "Hand on",
    "Make",
    "Window",
)
SECTIONS = (GO, LOOK, CULL, ORDER, HAND, MAKE, WINDOW)

_GRID, _VIEWER, _LIBRARY, _UNDER = Where.GRID, Where.VIEWER, Where.LIBRARY, Where.UNDER
_BROWSED = "tags collections saved searches facets filters"
_LABELS = ("red", "yellow", "green", "blue")


def _stars(count: int) -> str:
    return "no stars" if count == 0 else f"{count} star{'' if count == 1 else 's'}"


_FINDING = (
    Deed("find", "Find pictures", GO, ("Ctrl+F",), icon="search", near=("/",), words="search"),
    Deed("select_all", "Select all", GO, ("Ctrl+A",), _GRID, answered=True),
    Deed("select_none", "Select none", GO, ("Ctrl+D", "Esc"), _GRID, answered=True),
    Deed("select_invert", "Invert the selection", GO, (), words="others opposite"),
    Deed("browse", "Browse the library", GO, ("Ctrl+B",), icon="panel-left", words=_BROWSED),
    Deed("save_search", "Save this search…", GO, icon="star", words="smart keep"),
    Deed("jump", "Jump to a group…", GO, icon="arrow-right", words="day campaign run date"),
    Deed("newest", "Go to the newest", GO, icon="chevron-up", words="top new"),
)

_SORTS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "rating": "best rated first",
    "size": "largest first",
}
_GROUPS = {"none": "not at all", "day": "by day", "campaign": "by campaign", "run": "by run"}

_ARRANGING = (
    *(Deed(f"sort_{key}", f"Sort: {said}", GO, words="order") for key, said in _SORTS.items()),
    *(Deed(f"group_{key}", f"Group: {said}", GO) for key, said in _GROUPS.items()),
    Deed("stacks", "Show runs as stacks, or not", GO, icon="layers", words="collapse stacked"),
    Deed("larger", "Larger pictures", GO, ("Ctrl++", "Ctrl+="), words="size", repeats=True),
    Deed("smaller", "Smaller pictures", GO, ("Ctrl+-",), words="size", repeats=True),
    Deed("fit", "Fill the cells or fit into them", GO, icon="crop", words="crop whole"),
)

_LOOKING = (
    Deed("preview", "Preview", LOOK, ("Space",), _LIBRARY, "eye", 1, answered=True),
    Deed("open", "Open in full view", LOOK, ("Return",), _LIBRARY, "maximize-2", 1, answered=True),
    Deed("compare", "Compare", LOOK, ("C",), _LIBRARY, "columns-2", 1, words="side by side"),
    Deed("survey", "Survey", LOOK, ("N",), _LIBRARY, "grid-2x2", 2, words="all selected large"),
    Deed("zoom", "True pixels or fit", LOOK, ("Z",), _VIEWER, "zoom-in", listed=False),
    Deed("zoom_in", "Zoom in", LOOK, ("+",), _VIEWER, "zoom-in", listed=False, repeats=True),
    Deed("zoom_out", "Zoom out", LOOK, ("-",), _VIEWER, "zoom-out", listed=False, repeats=True),
)

_CULLING = (
    *(
        Deed(
            f"rate_{count}",
            f"Rate: {_stars(count)}",
            CULL,
            (str(count),),
            _LIBRARY,
            "star",
            1,
            row="Rate: 0 to 5 stars",
            words="stars rating",
        )
        for count in range(6)
    ),
    *(
        Deed(
            f"rate_{count}_next",
            f"Rate: {_stars(count)}, and go on",
            CULL,
            (f"Shift+{count}",),
            _LIBRARY,
            "star",
            1,
            row="Rate and go on",
            listed=False,
        )
        for count in range(6)
    ),
    Deed("reject", "Reject", CULL, ("X",), _LIBRARY, "ban", 1, words="flag"),
    Deed("pick", "Pick", CULL, ("P",), _LIBRARY, "circle-check", 1, words="flag choose"),
    Deed("clear_flag", "Clear the flag", CULL, ("U",), _LIBRARY, "", 1, words="unflag unpick"),
    *(
        Deed(
            f"label_{colour}",
            f"Label: {colour}",
            CULL,
            (str(key),),
            _LIBRARY,
            "tag",
            1,
            row="Label: red to blue",
            words="colour color",
        )
        for key, colour in enumerate(_LABELS, 6)
    ),
    Deed("favorite", "Favorite", CULL, ("F",), _LIBRARY, "heart", 1, words="favorite like love"),
)

_ORGANISING = (
    Deed("edit_tags", "Tag", ORDER, ("T",), _LIBRARY, "tag", 1, words="tags keywords"),
    Deed("edit_remark", "Write a remark", ORDER, (), _LIBRARY, "type", 1, words="note notes"),
    Deed("collect", "Put into a collection", ORDER, (), _LIBRARY, "folder", 1, words="add album"),
    Deed("stack", "Stack", ORDER, ("Ctrl+G",), _LIBRARY, "layers", 2, words="group"),
    Deed("unstack", "Unstack", ORDER, ("Ctrl+Shift+G",), _LIBRARY, "", 1, words="ungroup"),
    Deed("trash", "Move to the trash", ORDER, ("Del",), _LIBRARY, "trash-2", 1, words="delete"),
    Deed("restore", "Take out of the trash", ORDER, (), _LIBRARY, "archive-restore", 1),
    Deed("undo", "Undo", ORDER, ("Ctrl+Z",), _UNDER, "undo-2"),
    Deed("redo", "Redo", ORDER, ("Ctrl+Shift+Z", "Ctrl+Y"), _UNDER, "rotate-cw"),
    Deed("history", "History of changes", ORDER, icon="history", words="journal undo back"),
)

_HANDING = (
    Deed("copy_files", "Copy file", HAND, ("Ctrl+C",), _LIBRARY, "copy", 1, words="bitmap"),
    Deed("copy_prompt", "Copy prompt", HAND, ("Ctrl+Shift+C",), _LIBRARY, "file-text", 1),
    Deed("copy_seed", "Copy seed", HAND, (), _LIBRARY, "", 1, words="number"),
    Deed("reveal", "Show in folder", HAND, (), _LIBRARY, "folder-open", 1, 1, words="path file"),
    Deed("export", "Export variants", HAND, ("E",), _LIBRARY, "download", 1, words="og social"),
)

_MAKING = (
    Deed("generate", "Generate", MAKE, ("Ctrl+Return",), icon="sparkles", answered=True),
    Deed("run_next", "Generate, run next", MAKE, ("Ctrl+Shift+Return",), answered=True),
    Deed("recall", "Recall into the composer…", MAKE, ("R",), _LIBRARY, "rotate-ccw", 1, 1),
    Deed("recall_all", "Recall: all", MAKE, ("R, A",), _LIBRARY, "", 1, 1, words="rerun"),
    Deed("recall_prompt", "Recall: prompt", MAKE, ("R, P",), _LIBRARY, "", 1, 1),
    Deed("recall_seed", "Recall: seed", MAKE, ("R, S",), _LIBRARY, "dice-5", 1, 1),
    Deed("cancel", "Cancel", MAKE, (), _GRID, "x", 1, words="stop job queue"),
    Deed("retry", "Try again", MAKE, (), _GRID, "refresh-cw", 1, words="job failed"),
    Deed("dismiss", "Dismiss", MAKE, (), _GRID, "check", 1, words="failed job"),
)

_WINDOW = (
    Deed("palette", "Find a command", WINDOW, ("Ctrl+K",), icon="command", listed=False),
    Deed("keys", "All keys", WINDOW, ("F1",), icon="info", near=("?",), words="shortcuts help"),
    Deed("prompt", "Write a prompt", WINDOW, ("Ctrl+L",), icon="type"),
    Deed("compose", "Compose", WINDOW, ("Ctrl+1",), icon="sparkles"),
    Deed("batch", "Batch", WINDOW, ("Ctrl+2",), icon="layers", words="campaign"),
    Deed("activity", "Activity", WINDOW, ("Ctrl+J",), icon="list", words="queue jobs"),
    Deed("inspector", "Inspector", WINDOW, ("I",), _LIBRARY, "panel-right", words="details facts"),
    Deed("fold_compose", "Fold the left column", WINDOW, ("Ctrl+[",), icon="panel-left"),
    Deed("fold_inspector", "Fold the right column", WINDOW, ("Ctrl+]",), icon="panel-right"),
    Deed("next_pane", "Next part of the window", WINDOW, ("F6",), listed=False),
    Deed("last_pane", "Part before it", WINDOW, ("Shift+F6",), listed=False),
    Deed("settings", "Settings", WINDOW, ("Ctrl+,",), icon="settings", words="preferences key"),
    Deed("quit", "Quit", WINDOW, ("Ctrl+Q",), icon="x", words="exit close leave"),
)

DEEDS = (*_FINDING, *_ARRANGING, *_LOOKING, *_CULLING, *_ORGANISING, *_HANDING, *_MAKING, *_WINDOW)

HABITS = (
    Habit("Move; Shift selects", GO, ("Left", "Right", "Up", "Down")),
    Habit("First and last picture", GO, ("Home", "End")),
    Habit("A screen up or down", GO, ("PgUp", "PgDown")),
    Habit("Group before, after", GO, ("Ctrl+Up", "Ctrl+Down")),
    Habit("Compare: beside, swipe, differ", LOOK, ("S", "W", "D")),
    Habit("Compare: swap the two", LOOK, ("C",)),
    Habit("Back from a view", LOOK, ("Esc",)),
    Habit("Earlier prompts", MAKE, ("Alt+Up", "Alt+Down")),
)

NAMED = {deed.name: deed for deed in DEEDS}
