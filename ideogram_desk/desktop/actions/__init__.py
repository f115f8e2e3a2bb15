"""What can be done, each defined once: `window.deeds` (`registry.Deeds`), made in `furnish()`.

    window.deeds.bind("rate_3", lambda: …)                 # what a deed of `table.py` does
    window.deeds.bind("undo", undo, enabled=lambda: True)  # and when it can be done
    window.deeds.attend(view, Where.GRID, numbers, count)  # a place with pictures: keys work there
    window.deeds.numbers()                                 # what a deed acts on, in that place
    window.deeds.advance()                                 # go on to that place's next picture
    window.deeds.action("rate_3")                          # the one QAction: for buttons and menus

A deed that nobody has bound is shown nowhere and its key does nothing.
"""
