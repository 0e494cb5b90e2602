"""A customer pays, and the merchant learns of it by the webhook."""

import json

import pytest
import standardwebhooks
from playwright.sync_api import TimeoutError as BrowserTimeout

import shopper
from suite import wait_until


def charges(suite, session):
    """The acquirer's approvals for a session that still stand."""
    return [
        entry
        for entry in suite.ledger()
        if entry["idempotency_key"].startswith(session.id) and entry["status"] != "declined" and not entry["voided"]
    ]


def assert_paid_once(suite, merchant, receiver, session):
    paid = merchant.v1.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_status) == ("complete", "paid")
    assert len(receiver.wait_for(session.id)) == 1
    (charge,) = charges(suite, session)
    assert (charge["captured"], charge["currency"]) == (session.amount_total, "eur")


def test_a_test_card_pays_and_one_signed_event_arrives(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver, client_reference_id="order-7", metadata={"order": "7"})
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 1998)

    shopper.pay(page, session)
    shopper.arrive(page, receiver, session)

    assert_paid_once(suite, merchant, receiver, session)
    (event,) = receiver.wait_for(session.id)
    told = event.data.object
    assert (told.payment_status, told.client_reference_id, told.metadata["order"]) == ("paid", "order-7", "7")
    assert told.customer_details.email == "jenny@example.com"
    assert told.payment_intent.startswith("pi_")


def test_the_standard_webhooks_library_accepts_the_same_delivery(merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session)
    shopper.arrive(page, receiver, session)
    (event,) = receiver.wait_for(session.id)
    headers, body = next((h, b) for h, b in receiver.requests() if event.id.encode() in b)
    verified = standardwebhooks.Webhook(receiver.secret).verify(body, {k.lower(): v for k, v in headers.items()})
    assert verified["id"] == event.id == headers["webhook-id"]


def test_every_event_of_a_payment_arrives(merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session)
    shopper.arrive(page, receiver, session)
    intent = merchant.v1.checkout.sessions.retrieve(session.id).payment_intent

    def kinds():
        bodies = [json.loads(body) for _, body in receiver.requests()]
        return {
            event["type"]
            for event in bodies
            if event["data"]["object"]["id"] in (session.id, intent)
            or event["data"]["object"].get("payment_intent") == intent
        }

    wanted = {
        "payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed",
    }
    wait_until(lambda: kinds() == wanted, "all four events arrive")


def test_a_decline_says_so_and_the_next_card_pays(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session, shopper.DECLINED)
    page.locator('[role="alert"]:visible').first.wait_for()
    assert merchant.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert charges(suite, session) == []

    shopper.fill(page, shopper.VISA)
    shopper.pay_button(page).click()
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_the_always_blocked_card_is_declined_and_never_sent(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session, shopper.BLOCKED)
    page.locator('[role="alert"]:visible').first.wait_for()
    assert merchant.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert not [entry for entry in suite.ledger() if entry["idempotency_key"].startswith(session.id)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("cc-number", "4242424242424241"), ("cc-exp", "13 / 34"), ("cc-csc", "12")],
)
def test_a_mistyped_card_is_explained_at_its_field(merchant, receiver, page, field, value):
    session = shopper.create(merchant, receiver)
    page.goto(session.url)
    shopper.fill(page, shopper.VISA)
    page.locator(f'[autocomplete="{field}"]').fill(value)
    shopper.pay_button(page).click()
    page.locator(f'[autocomplete="{field}"][aria-invalid="true"]').wait_for()
    assert page.locator('[autocomplete="email"]').input_value() == "jenny@example.com"

    shopper.fill(page, shopper.VISA)
    shopper.pay_button(page).click()
    shopper.arrive(page, receiver, session)


def test_a_double_click_charges_once(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    page.goto(session.url)
    shopper.fill(page, shopper.VISA)
    shopper.pay_button(page).dblclick(no_wait_after=True)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_two_tabs_charge_once(suite, merchant, receiver, context):
    session = shopper.create(merchant, receiver)
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.goto(session.url)
        shopper.fill(tab, shopper.VISA)
    for tab in tabs:
        shopper.pay_button(tab).click(no_wait_after=True)
    for tab in tabs:
        shopper.arrive(tab, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_a_browser_that_dies_just_after_pay_stops_nothing(suite, merchant, receiver, chromium):
    for wait in [10, 50, 150]:
        session = shopper.create(merchant, receiver)
        context = chromium.new_context()
        page = context.new_page()
        page.goto(session.url)
        shopper.fill(page, shopper.VISA)
        shopper.pay_button(page).click(no_wait_after=True)
        page.wait_for_timeout(wait)
        context.close()

        def settled():
            now = merchant.v1.checkout.sessions.retrieve(session.id)
            return now.status == "complete" or charges(suite, session) == []

        wait_until(settled, "the session is paid, or nothing is charged")
        if merchant.v1.checkout.sessions.retrieve(session.id).status == "complete":
            assert_paid_once(suite, merchant, receiver, session)


def test_the_page_works_without_script(suite, merchant, receiver, chromium):
    session = shopper.create(merchant, receiver, customer_email="jenny@example.com")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    shopper.pay(page, session)
    page.get_by_text("4242").first.wait_for()
    shopper.pay_button(page).click()
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)
    context.close()


def test_a_lost_reply_of_the_acquirer_is_found_out(suite, merchant, receiver, page):
    suite.faults(kind="drop_reply", match={"operation": "authorize"}, count=1)
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session)
    shopper.arrive(page, receiver, session)
    assert_paid_once(suite, merchant, receiver, session)


def test_a_webhook_endpoint_that_was_down_gets_the_event_later(suite, merchant, receiver, page):
    receiver.status = 500
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session)
    shopper.arrive(page, receiver, session)
    receiver.wait_for(session.id)
    before = len(receiver.requests())
    receiver.status = 200
    wait_until(lambda: len(receiver.requests()) > before, "the event is sent again")
    bodies = {body for headers, body in receiver.requests() if b"checkout.session.completed" in body and session.id.encode() in body}
    assert len(bodies) == 1, "every attempt has the same bytes"


def test_an_expired_session_says_so_and_takes_no_card(merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    assert merchant.v1.checkout.sessions.expire(session.id).status == "expired"
    page.goto(session.url)
    assert page.locator('[autocomplete="cc-number"]').count() == 0
    assert page.locator(f'a[href="{receiver.origin}/cart"]').count() == 1
    receiver.wait_for(session.id, "checkout.session.expired")


def test_the_back_link_leaves_the_session_open(merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    page.goto(session.url)
    page.locator(f'a[href="{receiver.origin}/cart"]').first.click()
    page.wait_for_url(receiver.origin + "/cart")
    assert merchant.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_the_demo_store_fulfils_an_order_once(suite, merchant, page):
    page.goto(suite.run["sandbox_url"] + "/store")
    page.get_by_role("button", name="Buy").first.click()
    page.wait_for_url(f"{suite.run['page_url']}/c/pay/**")
    session = page.url.rsplit("/", 1)[1].split("?")[0]
    shopper.fill(page, shopper.VISA)
    shopper.pay_button(page).click()
    page.wait_for_url(f"{suite.run['sandbox_url']}/store/**")

    def order():
        return next((o for o in suite.orders() if o["session_id"] == session and o["fulfilled_count"]), None)

    assert wait_until(order, "the order is fulfilled")["fulfilled_count"] == 1
