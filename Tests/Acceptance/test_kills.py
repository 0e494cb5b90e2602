"""Processes die in the middle of payments; money and messages do not."""

import itertools
import random
import time
import urllib.parse
import urllib.request

import pytest

import shopper
from suite import wait_until
from test_pay import charges

VICTIMS = ["session-api", "vault", "hosted-page", "fraud-scorer", "webhook-sender"]
KILLS = 20


def test_each_session_is_paid_once_or_not_charged(suite, merchant, receiver, chromium):
    randomness = random.Random(20)
    victims = itertools.islice(itertools.cycle(VICTIMS), KILLS)
    sessions = []
    for victim in victims:
        suite.wait_ready()
        session = shopper.create(merchant, receiver)
        sessions.append(session)
        context = chromium.new_context()
        page = context.new_page()
        page.goto(session.url)
        shopper.fill(page, shopper.VISA)
        shopper.pay_button(page).click(no_wait_after=True)
        page.wait_for_timeout(randomness.uniform(0, 120))
        suite.kill(victim)
        page.wait_for_timeout(300)
        context.close()

    suite.wait_ready()
    for session in sessions:

        def is_settled():
            now = merchant.v1.checkout.sessions.retrieve(session.id)
            return now.payment_status == "paid" or not charges(suite, session)

        wait_until(is_settled, f"{session.id} is paid, or nothing is charged", 30)
    time.sleep(3)  # longer than a lease: whatever was left behind has been taken up by now
    for session in sessions:
        now = merchant.v1.checkout.sessions.retrieve(session.id)
        standing = charges(suite, session)
        assert len(standing) == (1 if now.payment_status == "paid" else 0)
        if now.payment_status == "paid":
            assert len(receiver.wait_for(session.id)) == 1
