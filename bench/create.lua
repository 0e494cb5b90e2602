-- One session per request, as an SDK asks for it, with an idempotency key that no other request has.
local key = os.getenv("PAYDESK_KEY")
local threads = 0
function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

local count = 0
local start = os.time()
local body = "mode=payment&success_url=https%3A%2F%2Fshop.example%2Fthanks%3Fsession%3D%7BCHECKOUT_SESSION_ID%7D"
    .. "&cancel_url=https%3A%2F%2Fshop.example%2Fcart&client_reference_id=123456789012345&customer_email=customer%40shop.example"
    .. "&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=2000"
    .. "&line_items[0][price_data][product_data][name]=T-shirt&line_items[0][quantity]=1&metadata[order]=123456789012345"

function request()
    count = count + 1
    return wrk.format("POST", nil, {
        ["Authorization"] = "Bearer " .. key,
        ["Content-Type"] = "application/x-www-form-urlencoded",
        ["Idempotency-Key"] = start .. "-" .. number .. "-" .. count,
    }, body)
end
