"""The merchant's side: what the official SDK sees."""

import pytest
import stripe

import shopper


def test_a_wrong_key_is_an_authentication_error(suite):
    stranger = stripe.StripeClient("sk_test_wrong", base_addresses={"api": suite.run["api_url"]})
    with pytest.raises(stripe.AuthenticationError) as refused:
        stranger.v1.checkout.sessions.retrieve("cs_test_1")
    assert refused.value.request_id.startswith("req_")


def test_an_unknown_session_is_missing(merchant):
    with pytest.raises(stripe.InvalidRequestError) as missing:
        merchant.v1.checkout.sessions.retrieve("cs_test_" + "a" * 58)
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"success_url": None}, "success_url"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [{"price_data": {"currency": "eur", "unit_amount": 999, "product_data": {"name": "x"}}}]},
         "line_items[0]"),
        ({"colour": "red"}, "colour"),
        ({"customer_email": "nobody"}, "customer_email"),
    ],
)
def test_a_bad_parameter_is_named(merchant, receiver, change, param):
    parameters = {
        "mode": "payment",
        "success_url": receiver.origin + "/done",
        "line_items": [
            {"price_data": {"currency": "eur", "unit_amount": 999, "product_data": {"name": "Cup"}}, "quantity": 1}
        ],
        **change,
    }
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.v1.checkout.sessions.create({k: v for k, v in parameters.items() if v is not None})
    assert refused.value.param.startswith(param)


def test_the_same_idempotency_key_makes_one_session(merchant, receiver):
    options = {"idempotency_key": "order-1"}
    parameters = {
        "mode": "payment",
        "success_url": receiver.origin + "/done",
        "line_items": [
            {"price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}}, "quantity": 1}
        ],
    }
    first = merchant.v1.checkout.sessions.create(parameters, options)
    second = merchant.v1.checkout.sessions.create(parameters, options)
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        merchant.v1.checkout.sessions.create({**parameters, "success_url": receiver.origin + "/other"}, options)


def test_line_items_come_when_they_are_asked_for(merchant, receiver):
    session = shopper.create(merchant, receiver, expand=["line_items"])
    assert session.line_items.data[0].quantity == 2
    plain = merchant.v1.checkout.sessions.retrieve(session.id)
    assert "line_items" not in plain


def test_an_expired_session_cannot_expire_again(merchant, receiver):
    session = shopper.create(merchant, receiver)
    assert merchant.v1.checkout.sessions.expire(session.id).url is None
    with pytest.raises(stripe.InvalidRequestError):
        merchant.v1.checkout.sessions.expire(session.id)


def test_webhook_endpoints_are_made_listed_and_deleted(merchant, receiver):
    made = merchant.v1.webhook_endpoints.create(
        {"url": receiver.origin + "/second", "enabled_events": ["checkout.session.completed"]}
    )
    assert made.secret.startswith("whsec_")
    found = merchant.v1.webhook_endpoints.retrieve(made.id)
    assert "secret" not in found and found.status == "enabled"
    assert made.id in [endpoint.id for endpoint in merchant.v1.webhook_endpoints.list().auto_paging_iter()]
    assert merchant.v1.webhook_endpoints.delete(made.id).deleted
    with pytest.raises(stripe.InvalidRequestError):
        merchant.v1.webhook_endpoints.retrieve(made.id)


def test_a_live_key_without_an_acquirer_is_told_so(suite, receiver):
    accounts = suite.paydesk("merchants", "list", "--json")
    assert accounts.returncode == 0, accounts.stderr
    import json

    merchant_id = json.loads(accounts.stdout)[0]["id"]
    made = suite.paydesk("keys", "create", "--merchant", merchant_id, "--live", "--json")
    assert made.returncode == 0, made.stderr
    live = stripe.StripeClient(json.loads(made.stdout)["key"], base_addresses={"api": suite.run["api_url"]})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shopper.create(live, receiver)
    assert "acquirer" in str(refused.value)
