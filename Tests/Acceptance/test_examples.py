"""The example shops, run as a merchant's engineer would run them: each sells something, and sends it once."""

import hashlib
import hmac
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
import stripe

import shopper
from suite import ROOT, wait_until

EXAMPLES = ROOT / "examples"


class Shop:
    """A running example, with what it has printed so far."""

    def __init__(self, suite, folder, command, cwd):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder
        self.output = folder / "shop.txt"
        self.environment = {
            **os.environ,
            "PAYDESK_SECRET_KEY": suite.run["secret_key"],
            "PAYDESK_URL": suite.run["api_url"],
            "SHOP_URL": self.url,
            "SHOP_DATABASE": str(folder / "shop.sqlite3"),
            "SHOP_FOLDER": str(folder / "data"),
        }
        self.command, self.cwd = command, cwd
        with open(self.output, "ab") as output:
            self.process = subprocess.Popen(command, cwd=cwd, env=self.environment, stdout=output, stderr=output)

    def __enter__(self):
        wait_until(lambda: self.process.poll() is not None or "open http" in self.output.read_text(), "the shop is open")
        assert self.process.poll() is None, self.output.read_text()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)

    def packed(self):
        return self.output.read_text().count("packing one")

    def post_webhook(self, body, signature):
        request = urllib.request.Request(self.url + "/webhook", data=body, headers={"Stripe-Signature": signature})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code

    def deliver(self, session, secret, event_id):
        """Another event about the same session, rightly signed."""
        event = {
            "id": event_id, "object": "event", "type": "checkout.session.completed",
            "data": {"object": json.loads(str(session))},
        }
        body = json.dumps(event).encode()
        now = str(int(time.time()))
        code = hmac.new(secret.encode(), now.encode() + b"." + body, hashlib.sha256).hexdigest()
        return self.post_webhook(body, f"t={now},v1={code}")


def buy(suite, merchant, page, shop):
    """One cup, from the shop's page to its thanks; answers the session."""
    page.goto(shop.url)
    page.get_by_role("button", name="Buy").click()
    page.wait_for_url(f"{suite.run['page_url']}/c/pay/**")
    session = page.url.rsplit("/", 1)[1].split("?")[0]
    shopper.fill(page, shopper.VISA)
    shopper.pay_button(page).click()
    page.wait_for_url(f"{shop.url}/done?session_id={session}")
    page.get_by_text("on its way").wait_for()
    return merchant.v1.checkout.sessions.retrieve(session)


def assert_sends_once(shop, session, secret):
    assert session.payment_status == "paid" and session.amount_total == 1850
    assert session.metadata["order"] == session.client_reference_id
    assert shop.packed() == 1
    assert shop.deliver(session, secret, "evt_again") == 200
    assert shop.deliver(session, secret, "evt_again") == 200
    assert shop.deliver(session, secret + "x", "evt_forged") == 400
    assert shop.post_webhook(b"{}", "") == 400
    assert shop.packed() == 1


def test_the_python_shop_sells_and_sends_once(suite, merchant, page, tmp_path):
    with Shop(suite, tmp_path, [sys.executable, "shop.py"], EXAMPLES / "python") as shop:
        session = buy(suite, merchant, page, shop)
        with sqlite3.connect(tmp_path / "shop.sqlite3") as database:
            (secret,) = database.execute("SELECT value FROM settings WHERE name = 'webhook_secret'").fetchone()
        assert_sends_once(shop, session, secret)

        page.goto(f"{shop.url}/done?session_id=cs_test_{'a' * 58}")
        page.get_by_text("do not know").wait_for()


def test_the_python_shop_gives_money_back_once(suite, merchant, page, tmp_path):
    try:
        merchant.v1.refunds.list({"limit": 1})
    except stripe.InvalidRequestError:
        pytest.skip("this API has no refunds yet")
    with Shop(suite, tmp_path, [sys.executable, "shop.py"], EXAMPLES / "python") as shop:
        session = buy(suite, merchant, page, shop)
        refund = [*shop.command, "refund", session.client_reference_id, "500"]
        for _ in range(2):  # the second time, the key brings the same refund
            done = subprocess.run(refund, cwd=shop.cwd, env=shop.environment, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr
        paid = merchant.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
        assert paid.payment_intent.latest_charge.amount_refunded == 500


def test_pressing_buy_twice_is_one_session(suite, merchant, page, tmp_path):
    with Shop(suite, tmp_path, [sys.executable, "shop.py"], EXAMPLES / "python") as shop:
        places = set()
        for _ in range(2):
            request = urllib.request.Request(shop.url + "/buy", data=b"order=cup1")
            opener = urllib.request.build_opener(NoRedirect)
            with pytest.raises(urllib.error.HTTPError) as sent_on:
                opener.open(request, timeout=30)
            assert sent_on.value.code == 303
            places.add(sent_on.value.headers["Location"])
        assert len(places) == 1


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def test_the_node_shop_sells_and_sends_once(suite, merchant, page, tmp_path):
    if not shutil.which("node") or not (EXAMPLES / "node" / "node_modules" / "stripe").exists():
        pytest.skip("needs node, and npm install in examples/node")
    with Shop(suite, tmp_path, ["node", "shop.js"], EXAMPLES / "node") as shop:
        session = buy(suite, merchant, page, shop)
        secret = (tmp_path / "data" / "setting-webhook-secret").read_text()
        assert_sends_once(shop, session, secret)
