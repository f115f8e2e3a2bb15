"""A receiver of callbacks that is unwell: it notes what came, then refuses three of ten.

    python receiver.py PORT LOGFILE SEED

Each line of the log is the webhook's id, the SHA-256 of its body and the status it got.
"""

import hashlib
import random
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def main():
    port, log, seed = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender was killed while it was sending
                self.close_connection = True
                return
            lot = chance.random()
            status = 200 if lot > 0.3 else 503 if lot > 0.1 else 0
            with log.open("a") as file:
                digest = hashlib.sha256(body).hexdigest()
                file.write(f"{self.headers['webhook-id']} {digest} {status}\n")
            if status:
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()
            else:
                self.close_connection = True  # took it, and never says so

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    print("listening", flush=True)
    server.serve_forever()


main()
