"""Another API that keeps to the same reference, as a process of its own, for tests.

    python -m tests.otherapi.stand_in

The first line on stdout is its address. It was written from the reference alone and, where that
leaves something open, does what the program's own sandbox is not known to do. Pictures come from a
second port, which turns away whoever shows it a key.

`POST /admin/plan` with {"prompt": …, "turns": [TURN, …]} says how the requests with a prompt are
answered, one turn each; when they are used up, and for every other prompt, TURN is {}:

    status, body, type, headers   an answer instead of pictures; a header "in 2 seconds" is a date
    charged                       … although they were made
    hangup                        "before" or "after" making them
    delay                         seconds before the answer
    how                           "plain", "bom", "chunked", "until closed", "dripping"
    count                         how many pictures are made
    pictures                      for each: fields of its item; "absent" leaves one out
    format, link, fetches         png, jpeg, webp; signed, unsigned; statuses of the link, in turn
    sync                          pictures at once, although it was to be accepted only
    cost                          what they cost together, millionths of a dollar
    bare, id                      acceptance with the id alone; the id
    polls                         {"status": …}, or {"http": …, "body": …}; the last stays
    envelope                      more fields of the answer, or other values; "absent" leaves one out
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import random
import sys
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from tests.otherapi import pictures, rules

KEY = "another-key-1234567890"
KEY_WITHOUT_ACCESS = "a-key-without-access-0"
PLACES = 40  # pictures in flight; a higher limit than usual, for several programs at once
SCALE = 8  # pictures are this much smaller than the answer says
PIECE = 7  # bytes of a chunk of JSON
HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_LOCK = threading.RLock()


class Ideogram:
    """What it knows: who was promised what, what was made, and what it cost."""

    def __init__(self):
        self.plans = {}
        self.bill = []
        self.journal = []
        self.generations = {}
        self.links = {}
        self.busy = 0
        self.picture_port = 0
        self.numbers = itertools.count(1)

    def turn(self, prompt):
        with _LOCK:
            turns = self.plans.get(prompt)
            return turns.pop(0) if turns else {}

    def note(self, **line):
        with _LOCK:
            self.journal.append({"at": time.monotonic(), **line})

    def make(self, wish, turn):
        """Make pictures, and charge for them."""
        with _LOCK:
            number = next(self.numbers)
            known_as = turn.get("id") or str(uuid.UUID(int=random.Random(number).getrandbits(128)))
            seeds = random.Random(wish.prompt)
            first = seeds.randrange(rules.MAX_SEED - 10) if wish.seed is None else wish.seed
            items = [
                self._item(wish, turn, known_as, index, (first + index) % (rules.MAX_SEED + 1))
                for index in range(turn.get("count", wish.count))
            ]
            entry = {
                "prompt": wish.prompt,
                "model": wish.model,
                "id": known_as,
                "charged": True,
                "busy": self.busy,
                "usd_micros": turn.get("cost", wish.price * len(items)),
                "pictures": [made for _, made in items],
                "sent": wish.sent,
            }
            self.bill.append(entry)
            return entry, [item for item, _ in items]

    def _item(self, wish, turn, known_as, index, seed):
        form = turn.get("format", "png")
        width, height = (max(16, int(side) // SCALE) for side in wish.size.split("x"))
        colour = hashlib.sha256(f"{wish.prompt} {seed} {index}".encode()).digest()[:3]
        content = pictures.MAKERS[form](width, height, colour)
        name = hashlib.sha256(f"{known_as} {index}".encode()).hexdigest()[:22]
        self.links[name] = {
            "content": content,
            "type": "application/octet-stream" if form == "webp" else f"image/{form}",
            "fetches": list(turn.get("fetches", [])),
            "how": turn.get("how", "plain"),
        }
        item = {
            "nsfw_score": None,
            "url": self.link(name, signed=turn.get("link", "signed") == "signed"),
            "upscaled_resolution": None,
            "style_type": wish.style or "GENERAL",
            "is_image_safe": True,
            "seed": seed,
            "resolution": wish.size,
            "prompt": f"{wish.prompt}, in careful detail" if wish.expand else wish.prompt,
            "labels": [{"name": "x", "score": 0.25}],
        }
        if not wish.legacy:
            item |= {"object_type": "image.generation", "asset_id": {"asset_id": name}}
        wishes = dict(enumerate(turn.get("pictures", []))).get(index, {})
        item |= wishes
        shown = item["url"] not in (None, "", "absent")
        made = {"seed": seed, "sha256": hashlib.sha256(content).hexdigest(), "shown": shown}
        return _without_absent(item, wishes), made

    def link(self, name, *, signed):
        # The suffix is wrong for everything but PNG, and the host is not the API's.
        base = f"http://127.0.0.1:{self.picture_port}/api/images"
        if not signed:
            return f"{base}/direct/{name}.png"
        exp = int(time.time()) + 86_407
        return f"{base}/ephemeral/{name}.png?exp={exp}&sig={_signature(name, exp)}"


def _signature(name, exp):
    return hashlib.sha256(f"secret {name} {exp}".encode()).hexdigest()


def _without_absent(fields, wishes):
    return {k: v for k, v in fields.items() if wishes.get(k) != "absent"}


def _backwards(fields):
    """Another order of keys than the reference prints."""
    return dict(reversed(list(fields.items())))


API = Ideogram()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "envoy"
    sys_version = ""
    timeout = 30

    def log_message(self, *_):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            pieces = []
            while size := int(self.rfile.readline().partition(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, status, content, content_type, headers=None, how="plain"):
        more = {
            "x-request-id": uuid.uuid4().hex,
            "cf-ray": "8d2f-FRA",
            "server-timing": "app;dur=12.3, db;dur=4",
            "set-cookie": "session=none; Path=/; HttpOnly",
            "vary": "Accept-Encoding, Origin",
            "x-a-header-nobody-knows": "\u00e9tag",
            **(headers or {}),
        }
        if how == "bom":
            content = b"\xef\xbb\xbf" + content
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(content) > 100:
            content = gzip.compress(content)
            more["content-encoding"] = "gzip"
        version = "HTTP/1.0" if how == "until closed" else "HTTP/1.1"
        lines = [f"{version} {status} Whatever It Is", f"content-type: {content_type}"]
        lines += [f"{name}: {_header(value)}" for name, value in more.items()]
        if how == "chunked":
            lines.append("transfer-encoding: chunked")
        elif how != "until closed":
            lines.append(f"content-length: {len(content)}")
        if how == "until closed":
            self.close_connection = True
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if self.command != "HEAD":
            self._write(content, how)

    def _write(self, content, how):
        size = PIECE if len(content) < 5000 else 1000
        match how:
            case "chunked":
                for at in range(0, len(content), size):
                    piece = content[at : at + size]
                    self.wfile.write(b"%X;note=1\r\n%s\r\n" % (len(piece), piece))
                self.wfile.write(b"0\r\nx-trailer: end\r\n\r\n")
            case "dripping":
                part = -(-len(content) // 8)
                for at in range(0, len(content), part):
                    self.wfile.write(content[at : at + part])
                    time.sleep(0.1)
            case _:
                self.wfile.write(content)

    def send_json(self, status, fields, headers=None, how="plain"):
        content = json.dumps(fields, ensure_ascii=False, indent=2).encode()
        self.send(status, content, "application/json; charset=UTF-8", headers, how)

    def problem(self, status, detail):
        fields = {
            "detail": detail,
            "instance": self.path.partition("?")[0],
            "status": status,
            "title": "Not as it should be",
            "type": "about:blank",
        }
        self.send(status, json.dumps(fields).encode(), "application/problem+json")

    def hang_up(self):
        self.close_connection = True


def _header(value):
    if isinstance(value, str) and value.startswith("in "):
        moment = datetime.now(UTC) + timedelta(seconds=int(value.split()[1]))
        return format_datetime(moment, usegmt=True)
    return value


class ApiHandler(Handler):
    def do_GET(self):
        where = urlsplit(self.path)
        if where.path.startswith("/admin/"):
            with _LOCK:
                self.send_json(200, getattr(API, where.path.removeprefix("/admin/")))
            return
        self._note(where)
        if not self._has_key():
            return
        if where.path == "/models":
            self.send_json(200, {"models": []})
        elif where.path.startswith("/v2/generations/"):
            self._poll(unquote(where.path.removeprefix("/v2/generations/")))
        else:
            self.problem(404, "no such route")

    def do_POST(self):
        content = self.body()
        where = urlsplit(self.path)
        if where.path == "/admin/plan":
            plan = json.loads(content)
            with _LOCK:
                API.plans[plan["prompt"]] = plan["turns"]
            self.send_json(200, {})
            return
        try:
            wish = rules.read(where.path, self.headers.get("Content-Type", ""), content)
        except rules.NotTaken as error:
            self._note(where)
            if self._has_key():
                self.problem(error.status, str(error))
            return
        self._note(where, prompt=wish.prompt)
        if not self._has_key():
            return
        self._generate(wish, API.turn(wish.prompt))

    def _note(self, where, prompt=None):
        API.note(
            method=self.command, path=where.path, query=where.query, prompt=prompt,
            headers={name.lower(): value for name, value in self.headers.items()},
        )  # fmt: skip

    def _has_key(self):
        key = self.headers.get("Api-Key")
        if key == KEY:
            return True
        if key == KEY_WITHOUT_ACCESS:
            self.problem(403, "this key has no access to the model")
        else:
            self.problem(401, "the key is missing or not valid")
        return False

    def _generate(self, wish, turn):
        if "status" in turn:
            if turn.get("charged"):
                API.make(wish, turn)
            self._refuse(turn)
            return
        if turn.get("hangup") == "before":
            self.hang_up()
            return
        with _LOCK:
            if API.busy + wish.count > PLACES:
                said = {
                    "error": "too many",
                    "reject_reason": "inflight_limit",
                    "max_inflight_requests": PLACES,
                }
                self.send_json(429, {**said, "task_completion_speed": "slow"})
                return
            API.busy += wish.count
        entry, items = API.make(wish, turn)
        time.sleep(turn.get("delay", 0))
        at_once = wish.legacy or wish.sync or turn.get("sync") or "hangup" in turn
        if at_once:
            self._free(wish.count)
        if turn.get("hangup") == "after":
            self.hang_up()
        elif wish.legacy:
            self._answer_legacy(turn, items)
        else:
            self._answer_v2(wish, turn, entry, items, at_once=at_once)

    @staticmethod
    def _free(count):
        with _LOCK:
            API.busy -= count

    def _refuse(self, turn):
        body, content_type = turn.get("body", ""), turn.get("type")
        content = body if isinstance(body, str) else json.dumps(body)
        content_type = content_type or ("text/html" if body == HTML else "application/json")
        self.send(
            turn["status"],
            content.encode(),
            content_type,
            turn.get("headers"),
            turn.get("how", "plain"),
        )

    def _answer_legacy(self, turn, items):
        now = datetime.now(UTC)
        fields = {
            "created": f"{now:%Y-%m-%d %H:%M:%S}+00:00",
            "data": [_backwards(i) for i in items],
        }
        self._answer(turn, {"model_version": "v7", **fields, "warnings": []})

    def _answer_v2(self, wish, turn, entry, items, *, at_once):
        generation_id = entry["id"]
        start = {"generation_id": generation_id, "seed": entry["pictures"][0]["seed"]}
        if at_once:
            self._answer(turn, {**start, "generation_kind": "sampling", "data": items})
            return
        with _LOCK:
            polls = list(turn.get("polls", [{"status": "completed"}]))
            API.generations[generation_id] = {
                "turn": turn, "entry": entry, "items": items, "polls": polls, "places": wish.count,
            }  # fmt: skip
        accepted = {"generation_id": generation_id}
        self._answer(turn, accepted if turn.get("bare") else {**start, "queue": {"at": 1}})

    def _answer(self, turn, fields):
        more = turn.get("envelope", {})
        fields = _without_absent(_backwards({**fields, **more}), more)
        self.send_json(200, fields, turn.get("headers"), turn.get("how", "plain"))

    def _poll(self, generation_id):
        with _LOCK:
            known = API.generations.get(generation_id)
            if known is None:
                self.problem(404, "no such generation")
                return
            polls = known["polls"]
            poll = polls.pop(0) if len(polls) > 1 else polls[0]
            if poll.get("status", "").lower() in ("completed", "failed") or "http" in poll:
                self._free(known["places"])
                known["places"] = 0
        turn, entry, items = known["turn"], known["entry"], known["items"]
        how = turn.get("how", "plain")
        if "http" in poll:
            self._refuse({"status": poll["http"], **poll})
            return
        fields = {
            "status": poll["status"],
            "generation_id": generation_id,
            "response_type": "url",
            "object": "generation",
            "created": datetime.now(UTC).isoformat(),
        }
        match poll["status"].lower():
            case "completed":
                fields["usage_cost_usd_micros"] = entry["usd_micros"]
                fields["data"] = [self._renewed(turn, item) for item in items]
            case "failed":
                entry["charged"] = False
                fields["failure_reason"] = "the model fell over"
        more = poll.get("envelope", {})
        fields = _without_absent(_backwards({**fields, **more}), more)
        self.send_json(200, fields, poll.get("headers"), how)

    @staticmethod
    def _renewed(turn, item):
        """An item whose link is as fresh as a newly signed one; those that show no link keep none."""
        if not item.get("url") or "exp=" not in item["url"]:
            return item
        name = urlsplit(item["url"]).path.rpartition("/")[2].removesuffix(".png")
        return {**item, "url": API.link(name, signed=True) + f"&n={time.monotonic_ns()}"}


class PictureHandler(Handler):
    def do_GET(self):
        where = urlsplit(self.path)
        API.note(
            method="GET", path=where.path, query=where.query, prompt=None, picture=True,
            headers={name.lower(): value for name, value in self.headers.items()},
        )  # fmt: skip
        if "Api-Key" in self.headers or "Authorization" in self.headers:
            self.problem(400, "only one way of signing in is allowed")
            return
        folder, _, name = where.path.removeprefix("/api/images/").partition("/")
        name = name.removesuffix(".png")
        said = {key: values[0] for key, values in parse_qs(where.query).items()}
        if folder == "ephemeral":
            signed = said.get("sig") == _signature(name, said.get("exp"))
            if not signed or int(said["exp"]) < time.time():
                self.send(403, b"<Error><Code>AccessDenied</Code></Error>", "application/xml")
                return
        with _LOCK:
            kept = API.links.get(name)
            status = kept["fetches"].pop(0) if kept and kept["fetches"] else 200
        if kept is None or status != 200:
            self.send(
                status if kept else 404, b"<Error><Code>SlowDown</Code></Error>", "application/xml"
            )
            return
        headers = {"etag": f'"{name}"', "cache-control": "private", "accept-ranges": "bytes"}
        how = {"bom": "plain"}.get(kept["how"], kept["how"])
        self.send(200, kept["content"], kept["type"], headers, how)


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


def main():
    api, images = Server(("127.0.0.1", 0), ApiHandler), Server(("127.0.0.1", 0), PictureHandler)
    API.picture_port = images.server_port
    threading.Thread(target=images.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{api.server_port}", flush=True)
    # It ends with whoever started it.
    threading.Thread(target=api.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
