"""What an operator sees: the story of a session, and what is wrong with the suite."""

import json

import shopper
from suite import wait_until

CHALLENGED = "4000000000003220"


def why(suite, session):
    """The story as a person reads it, and as a program does."""
    told = suite.paydesk("why", session.id[:24])
    assert told.returncode == 0, told.stderr
    assert all(len(line) <= 80 for line in told.stdout.splitlines()), told.stdout
    data = suite.paydesk("why", session.id, "--json")
    assert data.returncode == 0, data.stderr
    return " ".join(told.stdout.split()), json.loads(data.stdout)


def has_no_personal_data(text):
    return not any(secret in text for secret in ["jenny", "Jenny", "Rosen", "127.0.0.1/32", "4242424242424242"])


def test_a_paid_session_tells_its_story(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session)
    shopper.arrive(page, receiver, session)
    wait_until(lambda: receiver.wait_for(session.id), "the event came")

    def told():
        # The merchant may have other receivers that take nothing; this test is about its own.
        text, story = why(suite, session)
        return (text, story) if "Delivered checkout.session.completed" in text else None

    text, story = wait_until(told, "the delivery is written down")
    assert story["session"]["payment_status"] == "paid"
    kinds = [entry["kind"] for entry in story["timeline"]]
    for kind in ["created", "attempt", "score", "call", "step", "event", "delivery"]:
        assert kind in kinds
    order = [kinds.index(kind) for kind in ["created", "attempt", "score", "call"]]
    assert order == sorted(order)
    for words in [
        "asked for the session: €19.98", "Pressed Pay", "Visa •4242", "Approved, and took €19.98",
        "complete and paid", "Delivered checkout.session.completed", "The customer paid €19.98, once",
    ]:
        assert words in text, text
    # On a busy machine the first score may take longer than a payment waits for it; the story says that, too.
    assert "of 100: low" in text or "Gave no score in time" in text
    assert story["conclusion"]["state"] == "paid"
    assert has_no_personal_data(json.dumps(story)) and has_no_personal_data(text)


def test_a_declined_session_says_why(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session, shopper.INSUFFICIENT_FUNDS)
    page.locator('[role="alert"]:visible').first.wait_for()
    text, story = why(suite, session)
    assert "Declined: insufficient funds (network code 51)" in text
    assert "Nothing is charged" in text
    assert story["conclusion"]["state"] == "open"
    assert "4 tries" in story["conclusion"]["meaning"]


def test_a_challenged_payment_tells_who_asked_and_what_the_bank_said(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session, CHALLENGED)
    page.get_by_role("button", name="Approve").click()
    shopper.arrive(page, receiver, session)
    text, story = why(suite, session)
    assert "refused to decide without 3-D Secure" in text
    assert "the customer is sent to the bank's page" in text
    assert "Vouched for the customer" in text
    assert story["conclusion"]["state"] == "paid"


def test_a_blocked_payment_names_its_reasons(suite, merchant, receiver, page):
    session = shopper.create(merchant, receiver)
    shopper.pay(page, session, shopper.BLOCKED)
    page.locator('[role="alert"]:visible').first.wait_for()
    text, _ = why(suite, session)
    assert "too risky" in text and "because of the score" in text
    charge = merchant.v1.payment_intents.retrieve(
        merchant.v1.checkout.sessions.retrieve(session.id).payment_intent, {"expand": ["latest_charge"]}
    ).latest_charge
    assert charge.outcome.type == "blocked"
    assert charge.outcome.network_status == "not_sent_to_network"
    assert charge.outcome.risk_level == "highest"
    assert charge.outcome.reason == "highest_risk_level"
    assert "too risky" in charge.outcome.seller_message


def test_sessions_are_listed_and_shown(suite, merchant, receiver):
    session = shopper.create(merchant, receiver)
    listed = suite.paydesk("sessions", "list", "--status", "open", "--since", "1h", "--limit", "1")
    assert listed.returncode == 0, listed.stderr
    assert session.id[:23] in listed.stdout
    assert all(len(line) <= 80 for line in listed.stdout.splitlines())
    entries = json.loads(suite.paydesk("sessions", "list", "--json").stdout)
    assert session.id in [entry["id"] for entry in entries]
    shown = suite.paydesk("sessions", "show", session.id)
    assert shown.returncode == 0 and "€19.98" in shown.stdout
    assert "no session" in suite.paydesk("why", "cs_test_zzzzzzzz").stderr


def test_doctor_finds_nothing_on_a_running_suite_and_names_what_is_missing(suite, merchant):
    suite.wait_ready()

    def checkup():
        seen = suite.paydesk("doctor", "--state", str(suite.state), "--json")
        return seen.returncode, {finding["check"]: finding for finding in json.loads(seen.stdout)["findings"]}

    def is_well():
        code, findings = checkup()
        # Receivers of other tests may have refused everything on purpose.
        bad = [finding for finding in findings.values() if finding["level"] != "ok" and finding["check"] != "endpoints"]
        return code == 0 and not bad

    # Peers look at each other every now and then.
    wait_until(is_well, "doctor finds nothing", 60)
    text = suite.paydesk("doctor", "--state", str(suite.state)).stdout
    assert "fail " not in text
    for line in text.splitlines():
        assert len(line) <= 80 or str(suite.state) in line or "http" in line

    # On an address where nothing listens.
    silent = f"http://127.0.0.1:{suite.port_base + 999}"
    seen = suite.paydesk("doctor", "--process", f"vault={silent}")
    assert seen.returncode == 1
    assert "vault" in seen.stdout and "gives no answer" in seen.stdout

    # A real one, killed: paydesk up starts it again, so it is looked for until the gap is hit.
    def is_missed():
        suite.kill("fraud-scorer")
        code, findings = checkup()
        return code == 1 and findings["fraud-scorer"]["level"] == "fail"

    wait_until(is_missed, "doctor misses the killed fraud scorer", 60)
    suite.wait_ready()
    wait_until(is_well, "doctor finds nothing again", 60)
