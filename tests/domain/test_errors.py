"""The tree of errors: every one is a sentence away from its user."""

import inspect

from ideogram_desk.domain import errors


def test_every_error_belongs_to_the_tree_and_the_tree_lists_it():
    found = {
        name: kind for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, Exception)
    }  # fmt: skip
    assert len(found) > 15
    for name, kind in found.items():
        assert issubclass(kind, errors.DeskError), name
        assert name in errors.__doc__, name


def test_an_invalid_request_is_told_field_by_field():
    error = errors.InvalidRequest(
        (errors.Problem("seed", "Too high."), errors.Problem("size", "No."))
    )
    assert str(error) == "seed: Too high. size: No."
