"""A mail server in a process of its own that takes everything at once: `python -m bench.relay`
prints its port, and ends with its input."""

from __future__ import annotations

import socketserver
import sys
import threading

ANSWERS = {
    b"EHLO": b"250-relay\r\n250 8BITMIME\r\n",
    b"HELO": b"250 relay\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.wfile.write(b"220 relay\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            self.wfile.write(ANSWERS.get(verb, b"250 ok\r\n"))
            if verb == b"DATA":
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.wfile.write(b"250 queued\r\n")
            elif verb == b"QUIT":
                return


def main() -> None:
    """Listen until nobody reads from us any more."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
