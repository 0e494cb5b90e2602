"""A shop that sells one thing through Paydesk, with nothing but the standard library and the official Stripe SDK.

    pip install -r requirements.txt
    PAYDESK_SECRET_KEY=sk_test_... python shop.py

Open http://127.0.0.1:4242. docs/integrate.md explains each step.
"""

import contextlib
import html
import http.server
import os
import secrets
import sqlite3
import sys
import urllib.parse

import stripe

SHOP_URL = os.environ.get("SHOP_URL", "http://127.0.0.1:4242")
DATABASE = os.environ.get("SHOP_DATABASE", "shop.sqlite3")
PAYDESK_URL = os.environ.get("PAYDESK_URL", "http://127.0.0.1:8080")

stripe.enable_telemetry = False
paydesk = stripe.StripeClient(
    os.environ["PAYDESK_SECRET_KEY"], base_addresses={"api": PAYDESK_URL}, max_network_retries=2
)

# The price is ours: what a browser sends is a wish, never an amount.
PRODUCT = {"name": "Enamel cup", "currency": "eur", "amount": 1850}

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY,
    session TEXT UNIQUE,
    status TEXT NOT NULL DEFAULT 'new'
);
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY);             -- an event is worked on once
CREATE TABLE IF NOT EXISTS shipments (order_id TEXT PRIMARY KEY);    -- an order is sent once
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@contextlib.contextmanager
def database():
    """A transaction that writes: committed at the end, rolled back if anything is raised."""
    connection = sqlite3.connect(DATABASE, timeout=10, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


# ---- 1. The order, and its checkout session -----------------------------------------------------------------------


def start_checkout(order):
    """The page where this order is paid. Asked twice for one order, it is the same page."""
    with database() as db:
        db.execute("INSERT OR IGNORE INTO orders (id) VALUES (?)", (order,))
    session = paydesk.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": PRODUCT["currency"],
                        "unit_amount": PRODUCT["amount"],
                        "product_data": {"name": PRODUCT["name"]},
                    },
                }
            ],
            "client_reference_id": order,
            "metadata": {"order": order},
            "success_url": SHOP_URL + "/done?session_id={CHECKOUT_SESSION_ID}",
            "cancel_url": SHOP_URL + "/",
        },
        # Made of the order, not of chance: however often this line runs for an order, there is one session.
        {"idempotency_key": f"checkout-{order}"},
    )
    with database() as db:
        db.execute("UPDATE orders SET session = ? WHERE id = ?", (session.id, order))
    return session.url


# ---- 2. The customer comes back -----------------------------------------------------------------------------------


def outcome(session_id):
    """What to tell the customer. Being on this page proves nothing, so nothing is sent from here."""
    session = paydesk.v1.checkout.sessions.retrieve(session_id)
    with database() as db:
        row = db.execute("SELECT status FROM orders WHERE session = ?", (session.id,)).fetchone()
    if session.payment_status == "paid":
        return "sent" if row and row[0] == "sent" else "paid"
    return "expired" if session.status == "expired" else "open"


# ---- 3. The webhook: the word that counts -------------------------------------------------------------------------


def receive(body, signature):
    """Verifies the bytes as they came, then does what the event asks for, once."""
    event = stripe.Webhook.construct_event(body, signature, webhook_secret())
    if not event.type.startswith("checkout.session."):
        return
    session = event.data.object
    with database() as db:
        if db.execute("INSERT OR IGNORE INTO events (id) VALUES (?)", (event.id,)).rowcount == 0:
            return  # delivered before: at least once is what webhooks promise
        if event.type == "checkout.session.completed" and session.payment_status == "paid":
            fulfil(db, session)
        elif event.type == "checkout.session.expired":
            db.execute("UPDATE orders SET status = 'expired' WHERE session = ? AND status = 'new'", (session.id,))


def fulfil(db, session):
    """Sends the goods, in the transaction that remembers it. A second event for the same order changes nothing."""
    order = session.client_reference_id
    if db.execute("SELECT 1 FROM orders WHERE id = ?", (order,)).fetchone() is None:
        return  # made with the same account, but not by this shop
    if db.execute("INSERT OR IGNORE INTO shipments (order_id) VALUES (?)", (order,)).rowcount == 1:
        db.execute("UPDATE orders SET status = 'sent', session = ? WHERE id = ?", (session.id, order))
        print(f"order {order} is paid: packing one {PRODUCT['name']}", flush=True)


def webhook_secret():
    """From the environment; otherwise of the endpoint that this shop registers for itself at its first start."""
    if "PAYDESK_WEBHOOK_SECRET" in os.environ:
        return os.environ["PAYDESK_WEBHOOK_SECRET"]
    with database() as db:
        row = db.execute("SELECT value FROM settings WHERE name = 'webhook_secret'").fetchone()
    if row:
        return row[0]
    endpoint = paydesk.v1.webhook_endpoints.create(
        {
            "url": SHOP_URL + "/webhook",
            "enabled_events": ["checkout.session.completed", "checkout.session.expired"],
        }
    )
    with database() as db:
        # Paydesk shows the secret this one time.
        db.execute("INSERT INTO settings VALUES ('webhook_secret', ?)", (endpoint.secret,))
    return endpoint.secret


# ---- 4. Money back ------------------------------------------------------------------------------------------------


def refund(order, amount=None):
    """All of it, or a part. The key is made of what is wanted, so that trying again does not pay back twice."""
    with database() as db:
        (session_id,) = db.execute("SELECT session FROM orders WHERE id = ?", (order,)).fetchone()
    session = paydesk.v1.checkout.sessions.retrieve(session_id)
    parameters = {"payment_intent": session.payment_intent, "reason": "requested_by_customer"}
    if amount is not None:
        parameters["amount"] = amount
    return paydesk.v1.refunds.create(parameters, {"idempotency_key": f"refund-{order}-{amount or 'all'}"})


# ---- The shop's pages ---------------------------------------------------------------------------------------------

TEXTS = {
    "sent": "Thank you! Your cup is on its way.",
    "paid": "Your payment has arrived. We are confirming your order; this page follows.",
    "open": "This order is not paid yet.",
    "expired": "This checkout has expired. Nothing was charged.",
    "unknown": "We cannot see your payment right now. This page looks again; you need not pay again.",
}


def page(body, refresh=False):
    again = '<meta http-equiv="refresh" content="2">' if refresh else ""
    return f'<!doctype html><html lang="en"><meta charset="utf-8">{again}<title>Cups</title><main>{body}</main></html>'


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(address.query)
        if address.path == "/":
            price = f"{PRODUCT['amount'] / 100:.2f} {PRODUCT['currency'].upper()}"
            # The order's number is in the form, so that pressing Buy twice is one order.
            self.answer(
                200,
                page(
                    f'<h1>{PRODUCT["name"]}</h1><p>{price}</p><form method="post" action="/buy">'
                    f'<input type="hidden" name="order" value="{secrets.token_hex(8)}"><button>Buy</button></form>'
                ),
            )
        elif address.path == "/done":
            try:
                state = outcome(query.get("session_id", [""])[0])
            except stripe.InvalidRequestError:
                self.answer(404, page("<h1>We do not know this checkout.</h1>"))
                return
            except stripe.StripeError:
                state = "unknown"
            self.answer(200, page(f"<h1>{TEXTS[state]}</h1>", refresh=state in ("paid", "open", "unknown")))
        else:
            self.answer(404, page("<h1>Nothing here.</h1>"))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/webhook":
            try:
                receive(body, self.headers.get("Stripe-Signature", ""))
            except (stripe.SignatureVerificationError, ValueError):
                self.answer(400, "signature")
            else:
                self.answer(200, "ok")  # only now: what fails before is delivered again
        elif self.path == "/buy":
            order = urllib.parse.parse_qs(body.decode()).get("order", [secrets.token_hex(8)])[0]
            if not (order.isalnum() and len(order) <= 40):
                self.answer(400, page("<h1>What order is that?</h1>"))
                return
            try:
                self.redirect(start_checkout(order))
            except stripe.StripeError as error:
                print(f"no checkout for {order}: {error}", file=sys.stderr)
                self.answer(503, page("<h1>Paying is not possible right now. Nothing was charged.</h1>"))
        else:
            self.answer(404, page("<h1>Nothing here.</h1>"))

    def redirect(self, url):
        if url is None:  # paid or over already: there is no page to pay on any more
            self.answer(200, page("<h1>This order was dealt with before.</h1>"))
            return
        self.send_response(303)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status, text):
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def main():
    connection = sqlite3.connect(DATABASE)
    connection.executescript(SCHEMA)
    connection.close()
    if sys.argv[1:2] == ["refund"]:
        amount = int(sys.argv[3]) if len(sys.argv) > 3 else None
        done = refund(sys.argv[2], amount)
        print(f"{done.id} {done.status} {done.amount} {done.currency}")
        return
    webhook_secret()
    address = urllib.parse.urlsplit(SHOP_URL)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", address.port or 80), Handler)
    print(f"open {html.escape(SHOP_URL)}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
