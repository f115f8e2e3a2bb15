"""`serve`: receives callbacks until it is ended; completed pictures are brought in and exported."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from ideogram_desk.cli.printing import plural, say
from ideogram_desk.domain.errors import SettingsError
from ideogram_desk.domain.events import Event, Notice
from ideogram_desk.domain.job import VARIANTS

if TYPE_CHECKING:
    import argparse

    from ideogram_desk.base.paths import Paths

_LOOPBACK = "127.0.0.1"
_PRESETS = {variant.name: variant for variant in VARIANTS}


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Receives callbacks at POST /callbacks/ideogram until it is ended; the first line on"
        " stdout is its base URL. With a secret, in the keyring or in the environment variable"
        " IDEOGRAM_DESK_CALLBACK_SECRET, only signed ones are taken."
    )
    command.add_argument(
        "--port", type=int, metavar="N", help="default: the settings' own; 0: any free one"
    )
    command.add_argument(
        "--host", default=_LOOPBACK, metavar="H", help="whom to listen to; default: this computer"
    )
    command.add_argument(
        "--from",
        dest="folders",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="take files from this folder only; repeatable",
    )
    command.add_argument(
        "--to", type=Path, metavar="DIR", help="where exports go; default: beside the library"
    )
    command.add_argument(
        "--preset",
        action="append",
        choices=[*_PRESETS, "none"],
        help="what to export; repeatable; default: all",
    )


async def run(arguments: argparse.Namespace, places: Paths) -> int:
    """Serve until cancelled, then see to what was accepted.

    Raises SettingsError, SecretUnavailable, StoreError.
    """
    # Here, since the parser of every command imports this module.
    from ideogram_desk.base.logs import protect
    from ideogram_desk.base.secrets import RECEIVING
    from ideogram_desk.cli.opening import opened, report
    from ideogram_desk.webhooks.inbox import Inbox
    from ideogram_desk.webhooks.receiver import Receiver

    folders = [_folder(folder) for folder in arguments.folders]
    async with opened(places) as program:
        secret = await asyncio.to_thread(program.keys.find_secret, RECEIVING)
        if secret:
            protect(secret)
        inbox = Inbox(
            program.desk,
            exports=(arguments.to or places.data / "exports").absolute(),
            report=report,
            presets=[_PRESETS[name] for name in arguments.preset or _PRESETS if name in _PRESETS],
            folders=folders,
        )
        port = program.settings.receive_port if arguments.port is None else arguments.port
        receiver = Receiver(inbox.accept, port=port, host=arguments.host, secret=secret)
        program.desk.bus.listen(_tell)
        try:
            print(await receiver.start(), flush=True)
            if receiver.is_open_to_others and not secret:
                say("Other computers can reach this and no secret is set: anyone's word is taken.")
            for_ever: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            return await for_ever  # Ctrl+C cancels it, and with it us
        finally:
            await receiver.close()
            if inbox.waiting:
                say(f"Seeing to {plural(inbox.waiting, 'callback')} that came before the end.")
            await inbox.close()


def _folder(said: Path) -> Path:
    if not said.is_dir():
        raise SettingsError(f"There is no folder {said}.")
    return said.absolute()


def _tell(event: Event) -> None:
    if isinstance(event, Notice):
        say(event.text)
