"""A merchant's webhook endpoint and shop pages, on a port of its own."""

import http.server
import threading

import stripe

from suite import wait_until


class Receiver:
    """Keeps what arrives; answers what `status` says (200 unless a test sets another)."""

    def __init__(self):
        self.status = 200
        self.secret = None
        self._lock = threading.Lock()
        self._requests = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with receiver._lock:
                    receiver._requests.append((dict(self.headers.items()), body))
                self._answer(receiver.status, b"")

            def do_GET(self):
                self._answer(200, b"<!doctype html><title>Shop</title><h1>Back in the shop</h1>")

            def _answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self.url = self.origin + "/webhook"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()

    def requests(self):
        with self._lock:
            return list(self._requests)

    def events(self, session, kind="checkout.session.completed"):
        """The verified events of one session, once per event id, as the SDK reads them."""
        found = {}
        for headers, body in self.requests():
            if session.encode() not in body:
                continue
            event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], self.secret)
            if event.type == kind and event.data.object.id == session:
                found[event.id] = event
        return list(found.values())

    def wait_for(self, session, kind="checkout.session.completed"):
        return wait_until(lambda: self.events(session, kind), f"{kind} of {session} arrives")
