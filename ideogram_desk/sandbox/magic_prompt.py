"""The magic prompt: a short wish made into a longer one, the same way every time."""

from __future__ import annotations

from random import Random

_LIGHT = (
    "bathed in warm late-afternoon light",
    "lit by a soft diffuse glow from the left",
    "under crisp studio lighting with gentle shadows",
    "in the cool blue of the hour before dawn",
)
_FRAME = (
    "The composition is balanced and symmetrical, with generous empty space around the subject",
    "The frame is built on a strong diagonal that leads the eye to the centre",
    "The subject sits low in the frame beneath a broad, quiet field of colour",
    "Large geometric shapes overlap and set a clear foreground, middle ground and background",
)
_FINISH = (
    "The palette is limited to three rich hues with one bright accent.",
    "A fine grain runs over the whole surface, like a screen print on heavy paper.",
    "Edges are clean and confident, and the lettering is bold and easy to read.",
    "The mood is optimistic, with saturated colour and a hint of texture.",
)


def expanded(prompt: str, seed: int) -> str:
    chance = Random(f"{prompt}\n{seed}")  # noqa: S311  variety, not secrecy
    wish = prompt.strip().rstrip(".")
    light, frame, finish = (chance.choice(words) for words in (_LIGHT, _FRAME, _FINISH))
    return f"{wish}, {light}. {frame}. {finish}"
