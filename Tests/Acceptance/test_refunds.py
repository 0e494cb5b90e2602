"""Money goes back: the merchant's view, our tables and the acquirer's own book say the same."""

import concurrent.futures
import json
import os
import subprocess

import pytest
import stripe

import shopper
from suite import ROOT, wait_until
from test_pay import charges


@pytest.fixture
def paid(merchant, receiver, page):
    """A session that was just paid, €19.98, and its charge."""
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session)
    shopper.arrive(page, receiver, session)
    now = merchant.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    return session, now.payment_intent.latest_charge.id


def assert_books_agree(suite, merchant, session, charge, refunded):
    (entry,) = charges(suite, session)
    ours = merchant.v1.charges.retrieve(charge)
    assert (entry["captured"], entry["refunded"]) == (1998, refunded)
    assert (ours.amount_captured, ours.amount_refunded, ours.refunded) == (1998, refunded, refunded == 1998)
    listed = [refund for refund in merchant.v1.refunds.list({"charge": charge}).auto_paging_iter()]
    assert sum(refund.amount for refund in listed if refund.status == "succeeded") == refunded
    assert all(refund.status in ("succeeded", "failed") for refund in listed)


def events(receiver, charge):
    """Types of the events about a charge's refunds, with the states that they show."""
    found = []
    for _, body in receiver.requests():
        event = json.loads(body)
        told = event["data"]["object"]
        if told.get("charge") == charge or (told["id"] == charge and event["type"] == "charge.refunded"):
            found.append((event["type"], told.get("status")))
    return set(found)


def test_parts_and_then_the_rest_are_given_back(suite, merchant, receiver, paid):
    session, charge = paid
    part = merchant.v1.refunds.create(
        {"charge": charge, "amount": 498, "reason": "requested_by_customer", "metadata": {"ticket": "17"}}
    )
    assert (part.status, part.amount, part.currency, part.metadata["ticket"]) == ("succeeded", 498, "eur", "17")
    assert_books_agree(suite, merchant, session, charge, 498)
    rest = merchant.v1.refunds.create({"payment_intent": part.payment_intent})
    assert (rest.status, rest.amount) == ("succeeded", 1500)
    assert_books_agree(suite, merchant, session, charge, 1998)
    with pytest.raises(stripe.InvalidRequestError) as nothing:
        merchant.v1.refunds.create({"charge": charge})
    assert nothing.value.code == "charge_already_refunded"
    assert merchant.v1.refunds.retrieve(part.id).metadata["ticket"] == "17"
    wanted = {
        ("refund.created", "pending"), ("charge.refunded", "succeeded"), ("refund.updated", "succeeded"),
    }
    wait_until(lambda: events(receiver, charge) == wanted, "all events of the refunds arrive")


def test_of_fifty_refunds_at_once_one_is_made(suite, merchant, paid):
    session, charge = paid

    def refund(_):
        try:
            return merchant.v1.refunds.create({"charge": charge, "amount": 1200}).status
        except stripe.InvalidRequestError as refused:
            return refused.param

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        results = list(pool.map(refund, range(50)))
    assert sorted(set(results)) == ["amount", "succeeded"]
    assert results.count("succeeded") == 1
    assert_books_agree(suite, merchant, session, charge, 1200)


@pytest.mark.parametrize("kind", ["drop_reply", "error_500", "garbage", "duplicate", "refuse_connection"])
def test_whatever_goes_wrong_the_money_goes_back_once(suite, merchant, paid, kind):
    session, charge = paid
    suite.faults(kind=kind, match={"operation": "refund"}, count=1)
    try:
        refund = merchant.v1.refunds.create({"charge": charge, "amount": 700})
        wait_until(
            lambda: merchant.v1.refunds.retrieve(refund.id).status == "succeeded", "the refund ends by itself", 20
        )
    finally:
        suite.clear_faults()
    assert_books_agree(suite, merchant, session, charge, 700)


@pytest.mark.parametrize("victim", ["session-api", "vault", "sandbox"])
def test_a_process_that_dies_in_the_middle_loses_no_refund(suite, merchant, paid, victim):
    session, charge = paid
    suite.faults(kind="stall", match={"operation": "refund"}, count=1, delay_ms=1500)
    options = {"idempotency_key": f"killed-{victim}-{charge}", "max_network_retries": 0}
    parameters = {"charge": charge, "amount": 700}
    try:
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            first = pool.submit(merchant.v1.refunds.create, parameters, options)
            wait_until(lambda: merchant.v1.refunds.list({"charge": charge}).data, "the refund is written down")
            suite.kill(victim)
            try:
                first.result(30)
            except stripe.StripeError:
                pass  # its connection died with the process
        suite.wait_ready()
        (refund,) = merchant.v1.refunds.list({"charge": charge}).data
        wait_until(
            lambda: merchant.v1.refunds.retrieve(refund.id).status == "succeeded", "the refund ends by itself", 30
        )
    finally:
        suite.clear_faults()
    again = merchant.v1.refunds.create(parameters, options)
    assert again.id == refund.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert_books_agree(suite, merchant, session, charge, 700)


def test_the_command_refunds_and_says_so(suite, merchant, paid):
    session, charge = paid

    def refund(*arguments):
        return subprocess.run(
            [suite.command, "refund", *arguments, "--state", str(suite.state)],
            capture_output=True, text=True, cwd=ROOT, timeout=60, env=os.environ,
        )

    done = refund(charge, "--amount", "500", "--reason", "duplicate", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["status"], told["amount"], told["charge"], told["reason"]) == ("succeeded", 500, charge, "duplicate")
    too_much = refund(charge, "--amount", "1999")
    assert too_much.returncode == 1
    assert "€14.98" in too_much.stderr
    rest = refund(session.id)
    assert rest.returncode == 0 and "€14.98" in rest.stdout and rest.stdout.count("re_") == 1
    assert refund("ch_unknown").returncode == 1
    assert refund("nonsense").returncode == 64
    assert refund(charge, "--amount", "0").returncode == 64
    assert_books_agree(suite, merchant, session, charge, 1998)
