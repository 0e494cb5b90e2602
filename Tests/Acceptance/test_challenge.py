"""The card's bank has a question: 3-D Secure with the sandbox's bank, in a real browser."""

import json
import time
import urllib.error
import urllib.request

import pytest

import shopper
from suite import wait_until
from test_pay import assert_paid_once, charges

#: Challenged whenever an authentication is asked for; charged without one otherwise.
ASKING = "4000000000003055"
#: Declined softly until the customer has answered the bank.
INSISTING = "4000002760003184"
#: The last digits of the cards whose first answer (ARes) is this status, by the sandbox's table.
ANSWERS = {
    "Y": "4000003000903001", "A": "4000003000403002", "N": "4000003000803003", "U": "4000003000303004",
    "R": "4000003000703005", "C": "4000003000203006", "D": "4000003000603007", "I": "4000003000103008",
    "S": "4000003000503009",
}
#: What Approve at the bank leads to.
DECISIONS = {
    "Y": "4000003000403101", "A": "4000003000803102", "N": "4000003000303103", "U": "4000003000703104",
    "R": "4000003000203105",
}
ANY = {"payment_method_options": {"card": {"request_three_d_secure": "any"}}}


def at_bank(page):
    """Waits for the bank's question, on a site of its own."""
    page.get_by_role("button", name="Approve").wait_for()
    assert page.url.startswith("http://localhost:"), "a foreign site, as in life"


def approve(page):
    page.get_by_role("button", name="Approve").click()


def refuse(page):
    page.get_by_role("button", name="Refuse").click()


def intent(merchant, session):
    paid = merchant.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    return paid.payment_intent


def three_d_secure(merchant, session):
    return intent(merchant, session).latest_charge.payment_method_details.card.three_d_secure


def assert_open_and_unpaid(suite, merchant, session):
    now = merchant.v1.checkout.sessions.retrieve(session.id)
    assert (now.status, now.payment_status) == ("open", "unpaid")
    assert charges(suite, session) == []


def test_approved_is_paid(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, ASKING)
    at_bank(page)
    waiting = intent(merchant, session)
    assert waiting.status == "requires_action"
    assert waiting.next_action.redirect_to_url.url == session.url

    approve(page)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)
    assert len(receiver.wait_for(waiting.id, "payment_intent.requires_action")) == 1
    shown = three_d_secure(merchant, session)
    assert (shown.result, shown.authentication_flow) == ("authenticated", "challenge")


def test_refused_is_open_and_unpaid(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, ASKING)
    at_bank(page)
    refuse(page)
    page.wait_for_url(session.url + "**")
    page.locator('[role="alert"]:visible').first.wait_for()
    assert_open_and_unpaid(suite, merchant, session)
    failed = intent(merchant, session)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_authentication_failure"

    shopper.fill(page, shopper.VISA)
    shopper.pay_button(page).click()
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_abandoned_for_another_card_makes_one_charge(suite, merchant, receiver, context, page):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, ASKING)
    at_bank(page)
    other = context.new_page()
    shopper.pay(other, session, shopper.VISA)
    shopper.arrive(other, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)

    approve(page)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_resumed_in_another_tab(suite, merchant, receiver, context, page):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, ASKING)
    at_bank(page)
    page.close()
    other = context.new_page()
    other.goto(session.url + "/challenge")
    at_bank(other)
    other.reload()
    approve(other)
    shopper.arrive(other, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_a_bank_that_insists_is_answered_and_charges_once(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session, INSISTING)
    at_bank(page)
    assert charges(suite, session) == []
    approve(page)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)
    (charge,) = charges(suite, session)
    assert charge["idempotency_key"] == f"{session.id}-1-sca"


def test_a_one_time_code_is_asked_for(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session, "4000000000003238")
    at_bank(page)
    page.locator("#code").fill("000000")
    approve(page)
    page.locator('[role="alert"]').wait_for()
    page.locator("#code").fill(page.locator("#sent-code").inner_text())
    approve(page)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


@pytest.mark.parametrize("status", ANSWERS)
def test_each_first_answer_ends_as_the_table_says(suite, merchant, receiver, page, status):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, ANSWERS[status])
    if status == "C":
        at_bank(page)
        return assert_open_and_unpaid(suite, merchant, session)
    if status in "NR":
        page.locator('[role="alert"]:visible').first.wait_for()
        assert_open_and_unpaid(suite, merchant, session)
        assert intent(merchant, session).last_payment_error.code == "payment_intent_authentication_failure"
        return None
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)
    result = three_d_secure(merchant, session).result
    shift = {"Y": "authenticated", "A": "attempt_acknowledged", "I": "exempted"}
    assert result == shift.get(status, "processing_error")
    return None


@pytest.mark.parametrize("status", DECISIONS)
def test_each_result_of_a_challenge_ends_as_the_table_says(suite, merchant, receiver, page, status):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, DECISIONS[status])
    at_bank(page)
    approve(page)
    if status in "NR":
        page.locator('[role="alert"]:visible').first.wait_for()
        return assert_open_and_unpaid(suite, merchant, session)
    shopper.arrive(page, receiver, session)
    return assert_paid_once(suite, merchant, receiver, session)


@pytest.mark.parametrize("number", ["4000003000703302", "4000003000203303", "4000003000603304", "4000003000103305", "4000003000503306"])
def test_a_bank_that_reports_badly_is_still_believed_once(suite, merchant, receiver, page, number):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, number)
    at_bank(page)
    approve(page)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


@pytest.mark.parametrize("number", ["4000003000803201", "4000003000703203", "4000003000203204", "4000003000603205", "4000003000103206", "4000003000503207"])
def test_a_directory_server_that_fails_stops_nothing_that_nobody_insists_on(suite, merchant, receiver, page, number):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, number)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_a_yes_after_the_session_was_ended_charges_nothing(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, ASKING)
    at_bank(page)
    ended = merchant.v1.checkout.sessions.expire(session.id)
    assert ended.status == "expired"
    approve(page)
    page.wait_for_url(lambda url: "localhost" not in url)
    time.sleep(1)
    assert charges(suite, session) == []
    assert merchant.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert merchant.v1.payment_intents.retrieve(ended.payment_intent).status == "canceled"


def test_expiry_during_a_challenge(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver, expires_at=int(time.time()) + 61, **ANY)
    shopper.pay(page, session, ASKING)
    at_bank(page)
    wait_until(
        lambda: merchant.v1.checkout.sessions.retrieve(session.id).status == "expired", "the session expires", 75
    )
    approve(page)
    page.wait_for_url(lambda url: "localhost" not in url)
    time.sleep(1)
    assert charges(suite, session) == []


def test_a_killed_session_api_loses_no_challenge(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, ASKING)
    at_bank(page)
    suite.kill("session-api")
    suite.wait_ready()
    approve(page)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_a_vault_that_lost_its_codes_meanwhile_is_no_matter(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver, **ANY)
    shopper.pay(page, session, ASKING)
    at_bank(page)
    suite.kill("vault")
    suite.wait_ready()
    approve(page)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_nobody_vouches_without_the_credential(suite):
    request = urllib.request.Request(
        suite.run["api_url"] + "/3ds/rreq",
        data=json.dumps({"messageType": "RReq"}).encode(),
        headers={"Content-Type": "application/json", "Authorization": "Bearer guess"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    assert refused.value.code == 401
