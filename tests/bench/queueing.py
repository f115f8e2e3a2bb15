"""The queue at work without a window beside the seed's BullMQ worker, against the same server.

The server answers POST /generate after a fixed wait and gives 1.5 MB of bytes for each link; a
place that is never empty makes places / wait jobs a second, and that is the ideal. Ours keeps every
picture durably (file, sidecar, row); the worker writes a plain file. Both run with the same number
of places, in turn.
"""

import asyncio
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

SIZE = 1_500_000
CHUNK = 32_768  # bytes, as encoders write them
WARM_UP = 10  # jobs before the clock starts: the worker is not charged for its start either


@dataclass
class Figures:
    jobs_a_second: float
    cpu: float  # ms a job, of the process that works through the queue and its children
    ideal: float

    @property
    def share(self):
        return self.jobs_a_second / self.ideal


SERVER = """
import http from "http"; import fs from "fs";
const [wait, file] = process.argv.slice(2); const picture = fs.readFileSync(file); let n = 0;
const server = http.createServer((request, reply) => {
  if (request.method === "POST") {
    request.resume();
    request.on("end", () => setTimeout(() => {
      const seed = ++n, url = `http://127.0.0.1:${server.address().port}/img/${seed}.png`;
      const body = JSON.stringify({ created: "2026-11-21T00:00:00Z", data: [{ url, seed,
        resolution: "704x704", prompt: "p", is_image_safe: true, style_type: "AUTO" }] });
      reply.writeHead(200, { "content-type": "application/json", "content-length": body.length });
      reply.end(body);
    }, +wait));
  } else {
    reply.writeHead(200, { "content-type": "image/png", "content-length": picture.length });
    reply.end(picture);
  }
});
server.keepAliveTimeout = 60000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
"""

WORKER = """
import { Queue, Worker } from "bullmq"; import { writeFileSync, mkdirSync } from "fs";
import { join } from "path";
const [api, redis, places, jobs, out] = process.argv.slice(2);
const connection = { host: "127.0.0.1", port: +redis }, name = "ideogram" + process.pid;
const queue = new Queue(name, { connection }); await queue.waitUntilReady();
await Promise.all(Array.from({ length: +jobs }, (_, i) => queue.add("generate",
  { prompt: "a poster " + i, style: "AUTO", aspectRatio: "ASPECT_1_1", model: "V_2" },
  { attempts: 3, backoff: { type: "exponential", delay: 2000 },
    removeOnComplete: 100, removeOnFail: 50 })));
mkdirSync(out, { recursive: true });
let done = 0, began; const before = process.cpuUsage();
await new Promise(resolve => {
  const worker = new Worker(name, async job => {
    const { prompt, style, aspectRatio, model } = job.data;
    const response = await fetch(`http://127.0.0.1:${api}/generate`, { method: "POST",
      headers: { "Api-Key": "k", "Content-Type": "application/json" },
      body: JSON.stringify({ image_request: { prompt, model, style_type: style,
        aspect_ratio: aspectRatio, magic_prompt_option: "AUTO" } }) });
    const image = (await response.json()).data[0];
    const bytes = Buffer.from(await (await fetch(image.url)).arrayBuffer());
    writeFileSync(join(out, `${image.seed}.png`), bytes);
    return { seed: image.seed };
  }, { connection, concurrency: +places, autorun: false });
  worker.on("completed", () => { if (++done === +jobs) resolve(); });
  began = performance.now(); worker.run();
});
const seconds = (performance.now() - began) / 1000, used = process.cpuUsage(before);
console.log(JSON.stringify({ rate: +jobs / seconds,
  cpu: (used.user + used.system) / 1000 / +jobs }));
process.exit(0);
"""


def picture(folder, side):
    """A PNG of 1.5 MB and `side` pixels square.

    It is filled up with private chunks: what it costs to decode goes by its pixels, what it costs
    to fetch and keep by its bytes.
    """
    from PIL import Image

    file = folder / f"picture-{side}.png"
    if not file.exists():
        ramp = Image.linear_gradient("L").resize((side, side))
        Image.merge("RGB", (ramp, ramp.rotate(90), ramp.rotate(180))).save(file)
        whole = file.read_bytes()
        filled = whole[:-12]
        while len(filled) < SIZE:
            stuff = os.urandom(CHUNK)
            crc = zlib.crc32(b"raNd" + stuff).to_bytes(4, "big")
            filled += CHUNK.to_bytes(4, "big") + b"raNd" + stuff + crc
        file.write_bytes(filled + whole[-12:])
    return file


def start_server(folder, wait, side=64):
    script = folder / "server.mjs"
    script.write_text(SERVER)
    server = subprocess.Popen(
        ["node", str(script), str(wait), str(picture(folder, side))],
        stdout=subprocess.PIPE,
        text=True,
    )
    return server, int(server.stdout.readline())


def ours(folder, port, places, jobs, wait):
    """One run of the program's queue in a process of its own, and its figures."""
    home = folder / "queue-home"
    shutil.rmtree(home, ignore_errors=True)
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    run = subprocess.run(
        [sys.executable, __file__, str(home), str(port), str(places), str(jobs)],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(run.stdout)
    return Figures(found["rate"], found["cpu"], places / wait * 1000)


def bullmq(folder, modules, redis_port, port, places, jobs, wait):
    """One run of the seed's worker; `modules` is a folder in whose node_modules bullmq is."""
    script = modules / "worker.mjs"
    script.write_text(WORKER)
    out = folder / "bullmq-out"
    shutil.rmtree(out, ignore_errors=True)
    run = subprocess.run(
        ["node", str(script), *map(str, (port, redis_port, places, jobs, out))],
        cwd=modules, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(run.stdout)
    return Figures(found["rate"], found["cpu"], places / wait * 1000)


def compare(folder, modules, *, places, wait, jobs, side=64, runs=5):
    """The middle figures of both, in turn; BullMQ's None where Node, Redis or it are missing.

    The worker never looks at what it got. With a small `side` ours has as good as nothing to decode
    either; with a large one it also decodes each picture in full and makes its thumbnails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server, port = start_server(folder, wait, side)
    redis, redis_port = (None, None)
    if modules and (modules / "node_modules" / "bullmq").exists() and shutil.which("redis-server"):
        redis, redis_port = start_redis(folder)
    mine, theirs = [], []
    try:
        ours(folder, port, places, 20, wait)  # byte code and page cache
        for _ in range(runs):
            if redis:
                theirs.append(bullmq(folder, modules, redis_port, port, places, jobs, wait))
            mine.append(ours(folder, port, places, jobs, wait))
    finally:
        for process in (server, redis):
            if process:
                process.terminate()
                process.wait()
        server.stdout.close()
    return middle(mine), middle(theirs) if theirs else None


def start_redis(folder):
    port = 16379
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no",
         "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(0.5)
    return redis, port


def middle(figures):
    return Figures(
        statistics.median(f.jobs_a_second for f in figures),
        statistics.median(f.cpu for f in figures),
        figures[0].ideal,
    )


async def work(home, port, places, jobs):
    from ideogram_desk import app
    from ideogram_desk.base import paths
    from ideogram_desk.base.secrets import KeyStore
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.domain.job import NewJob
    from ideogram_desk.domain.request import Request

    def report(bug):
        raise bug

    program = await asyncio.to_thread(
        app.open_program, paths.find(home), Settings(pool=places), KeyStore(), report
    )
    await program.connect()
    desk = program.desk
    await desk.queue([NewJob(Request(f"an idea {n}", model="V_2")) for n in range(WARM_UP)])
    await desk.drain()
    await desk.queue([NewJob(Request(f"a poster {n}", model="V_2")) for n in range(jobs)])
    cpu, began = cpu_seconds(), time.perf_counter()
    await desk.drain()
    seconds = time.perf_counter() - began
    totals = await desk.totals()
    assert totals.pictures == jobs + WARM_UP, totals
    await program.close()  # the decoder's time is counted when it has ended
    used = cpu_seconds() - cpu
    print(json.dumps({"rate": jobs / seconds, "cpu": used * 1000 / jobs}))


def cpu_seconds():
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


if __name__ == "__main__":
    home, port, places, jobs = sys.argv[1:]
    os.environ["IDEOGRAM_API_URL"] = f"http://127.0.0.1:{port}"
    os.environ["IDEOGRAM_API_KEY"] = "k"
    asyncio.run(work(Path(home), int(port), int(places), int(jobs)))
