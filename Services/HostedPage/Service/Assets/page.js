// The payment page's only script. It stands in <head>, before the form, and listens on the document: there is no
// moment at which the Pay button exists and this does not. Everything here is comfort; what must hold is held by
// the server: without this script the card form posts to the vault and comes back, and pressing Pay twice pays once.
(() => {
  'use strict';

  const byId = (id) => document.getElementById(id);
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const pagePath = () => '/c/pay/' + encodeURIComponent(document.body.dataset.session);
  const statusPath = () => pagePath() + '/status';
  const challengePath = () => pagePath() + '/challenge';
  const fieldIds = { number: 'card-number', exp: 'card-expiry', cvc: 'card-code', name: 'card-name', email: 'email' };

  let busy = false;
  // The token of a card that the vault took and whose payment is not known to have been tried: it is used again
  // rather than made anew, so that a repeated press is the same payment.
  let heldToken = null;
  // When the session's time is over, by this computer's clock; Infinity where nothing is said about it.
  let deadline = Infinity;
  // The last mark, in seconds before the end, that was said aloud.
  let saidAt = Infinity;
  let isOver = false;

  // ---- What the customer sees

  function setBusy(on) {
    busy = on;
    const button = byId('pay');
    if (!button) return;
    button.dataset.label = button.dataset.label || button.textContent;
    button.disabled = on;
    button.textContent = on && button.dataset.busy ? button.dataset.busy : button.dataset.label;
  }

  function say(text) {
    const progress = byId('progress');
    if (progress && progress.textContent !== text) progress.textContent = text;
  }

  function sentence(code) {
    const list = [...document.querySelectorAll('#sentences li')];
    return list.find((item) => item.dataset.code === code) || list.find((item) => item.dataset.code === 'other');
  }

  function clearFaults() {
    say('');
    const alert = byId('alert');
    if (alert) { alert.hidden = true; alert.textContent = ''; }
    for (const id of Object.values(fieldIds)) clearFault(byId(id));
  }

  function clearFault(input) {
    const place = input && byId(input.id + '-fault');
    if (!place) return;
    input.removeAttribute('aria-invalid');
    place.removeAttribute('role');
    place.textContent = '';
  }

  // Shows what `code` means at its field, or above the form when it belongs to none.
  function showFault(given, parameter) {
    // The vault's limit is either this page's or everybody's; only the first is the customer's to know.
    const code = given === 'rate_limit' && parameter !== 'ticket' ? 'other' : given;
    const item = sentence(code);
    const text = item ? item.textContent : code;
    const field = (item && item.dataset.code === code && item.dataset.field) || parameter;
    const input = byId(fieldIds[field]);
    const place = input && byId(input.id + '-fault');
    if (place) {
      input.setAttribute('aria-invalid', 'true');
      place.setAttribute('role', 'alert');
      place.textContent = text;
      return input;
    }
    const alert = byId('alert');
    alert.textContent = text;
    alert.hidden = false;
    return alert;
  }

  // What is plainly missing is said at once; what is wrong with a card is the vault's to say.
  function isFilledIn() {
    const faults = [];
    const email = byId('email');
    if (email && !email.value.trim()) faults.push('email_missing');
    else if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.value.trim())) faults.push('email_invalid');
    if (!byId('card-number').value.trim()) faults.push('number_missing');
    if (!byId('card-expiry').value.trim()) faults.push('exp_missing');
    if (!byId('card-code').value.trim()) faults.push('cvc_missing');
    const places = faults.map((code) => showFault(code));
    if (places.length > 0) places[0].focus();
    return places.length === 0;
  }

  // ---- Paying

  async function ask(url, options, milliseconds) {
    const answer = await fetch(url, {
      redirect: 'error', cache: 'no-store', signal: AbortSignal.timeout(milliseconds), ...options,
      headers: { Accept: 'application/json' },
    });
    const body = await answer.json();
    return { status: answer.status, body, fault: body.error || null };
  }

  function askVault(form) {
    return ask(form.getAttribute('action'), {
      method: 'POST', body: new URLSearchParams(new FormData(form)), mode: 'cors', credentials: 'omit',
    }, 20000);
  }

  // The card goes to the vault, which answers with a token. A ticket that got too old is exchanged once, unseen.
  async function takeCard(form) {
    let answer = await askVault(form);
    if (answer.fault && answer.fault.code === 'ticket_expired') {
      const outcome = await ask(pagePath() + '/outcome?wait=0', {}, 10000);
      if (outcome.body.ticket) {
        form.elements.ticket.value = outcome.body.ticket;
        answer = await askVault(form);
      }
    }
    return answer;
  }

  // Tells the page's server to pay, until it answers: the server knows this token and will not pay twice.
  async function confirm(payForm) {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      if (attempt > 0) await pause(Math.min(500 * 2 ** (attempt - 1), 5000));
      try {
        const answer = await ask(payForm.getAttribute('action'), {
          method: 'POST', body: new URLSearchParams(new FormData(payForm)), keepalive: true,
        }, 15000);
        if (answer.status < 500 && answer.status !== 429) return answer;
      } catch (_) {
        // The connection was lost or the answer was not readable: the next round asks again.
      }
      const item = sentence('reconnecting');
      if (item) say(item.textContent);
    }
    return null;
  }

  // Replaced, not added: the way back from the shop leads to where the customer came from, not to a paid form. From a
  // bank it leads here, where another card may be given.
  function leaveFor(place) {
    if (place === challengePath()) location.assign(place);
    else location.replace(place);
  }

  async function pay(cardForm) {
    if (busy || isOver) return;
    clearFaults();
    if (!isFilledIn()) return;
    setBusy(true);
    let fault = { code: 'unreachable' };
    try {
      if (!heldToken) {
        const card = await takeCard(cardForm);
        heldToken = card.body.token || null;
        fault = card.fault || fault;
      }
      if (heldToken) {
        const payForm = byId('pay-form');
        payForm.elements.token.value = heldToken;
        const answer = await confirm(payForm);
        if (answer && answer.body.next) return void leaveFor(answer.body.next);
        if (answer && answer.status === 403) return void location.reload();
        fault = (answer && answer.fault) || { code: 'unreachable' };
        if (answer && fault.param !== 'email') heldToken = null;
      }
    } catch (_) {
      // The vault could not be reached; nothing has been sent to anybody who could charge.
    }
    say('');
    setBusy(false);
    if (secondsLeft() <= 0) return void timeIsOver();
    showFault(fault.code, fault.param).focus();
  }

  document.addEventListener('click', (event) => {
    // Set before the browser validates the form, whose own bubbles cannot be read by everybody.
    const button = event.target instanceof Element && event.target.closest('button');
    if (button && button.form && button.form.id === 'card-form') button.form.noValidate = true;
  }, true);

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.id === 'card-form') {
      event.preventDefault();
      pay(form);
    } else if (form.id === 'pay-form' || form.id === 'retry-form') {
      const cardForm = byId('card-form');
      if (busy || isOver || cardForm) event.preventDefault();
      if (cardForm) pay(cardForm);
      else setBusy(true);
    }
  });

  // ---- Typing: light, and never in the way of pasting, autofill or fast fingers

  const grouped = (digits) => (/^3[47]/.test(digits)
    ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)].filter(Boolean).join(' ')
    : digits.replace(/(.{4})(?=.)/g, '$1 '));

  // Only for the mark in the field; the vault finds out for itself.
  const brands = [
    ['visa', /^4/], ['mastercard', /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/], ['amex', /^3[47]/],
    ['discover', /^(6011|64[4-9]|65)/], ['diners', /^3(0[0-5]|[689])/], ['jcb', /^35(2[89]|[3-8])/], ['unionpay', /^62/],
  ];

  function brand(digits) {
    const known = brands.find((row) => row[1].test(digits));
    return known ? known[0] : 'some';
  }

  function expiry(text) {
    const digits = text.replace(/\D/g, '');
    if (/^[2-9]$/.test(digits)) return '0' + digits + ' / ';
    if (/^\d\s*\/$/.test(text.trim())) return '0' + digits + ' / ';
    if (digits.length < 2) return text;
    return digits.slice(0, 2) + ' / ' + digits.slice(2, 6);
  }

  function tidy(input, text) {
    if (input.id === 'card-number' && /^[\d ]{1,23}$/.test(text)) return grouped(text.replace(/ /g, ''));
    if (input.id === 'card-expiry' && /^[\d /]{1,9}$/.test(text)) return expiry(text);
    return text;
  }

  document.addEventListener('input', (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    if (input.form && input.form.id === 'card-form') heldToken = null;
    if (input.id === 'card-number') byId('marks').dataset.brand = brand(input.value.replace(/\D/g, ''));
    clearFault(input);
    const isTyping = event.inputType === 'insertText' && !event.isComposing;
    if (!isTyping || input.selectionStart !== input.value.length) return;
    const text = tidy(input, input.value);
    if (text !== input.value) input.value = text;
  });

  // ---- Waiting for an outcome, and noticing that another tab has paid

  async function follow() {
    for (let failures = 0; ;) {
      try {
        const { status, body } = await ask(pagePath() + '/outcome?wait=20', {}, 30000);
        if (status === 404 || (status === 200 && body.payment !== 'processing')) {
          return void location.replace(statusPath());
        }
        failures = status === 200 ? 0 : failures + 1;
      } catch (_) {
        failures += 1;
      }
      await pause(failures === 0 ? 50 : Math.min(500 * 2 ** failures, 5000));
    }
  }

  const look = () => ask(pagePath() + '/outcome?wait=0', {}, 10000);

  // Goes where the session stands, by the server's word; stays as long as a card may be given here.
  function settle(body) {
    const isHere = body.status === 'open' && body.payment !== 'processing' && body.payment !== 'paid';
    if (!isHere && body.status !== 'expired') return void location.replace(statusPath());
    // Ended by its last decline, which the server's own page explains.
    if (!isHere && body.payment === 'declined') return void location.replace(pagePath());
    // Without a ticket the time is over, though nobody may have written it down yet.
    if (!isHere || !body.ticket) return void end();
    if (document.body.dataset.mode === 'challenge' && body.payment !== 'needs_authentication') {
      return void location.replace(statusPath());
    }
    reopen(body.seconds_left);
  }

  async function lookAgain() {
    if (busy || isOver || document.visibilityState !== 'visible') return;
    try {
      const { status, body } = await look();
      if (status === 200 && !busy && !isOver) settle(body);
    } catch (_) {
      // Looking was a courtesy; pressing Pay finds out.
    }
  }

  // ---- The end of the session's time

  const secondsLeft = () => Math.ceil((deadline - Date.now()) / 1000);

  function reopen(seconds) {
    deadline = Date.now() + Math.max(seconds, 1) * 1000;
    show('open', true);
    show('over', false);
    isOver = false;
    tick();
  }

  function show(id, on) {
    const place = byId(id);
    if (place) place.hidden = !on;
  }

  const words = (count, unit) => new Intl.NumberFormat(document.documentElement.lang, {
    style: 'unit', unit, unitDisplay: 'long',
  }).format(count);

  // Shows the time from five minutes on, and says it aloud at a few marks only.
  function tick() {
    if (isOver || deadline === Infinity) return;
    const seconds = secondsLeft();
    if (seconds <= 0) return void timeIsOver();
    const place = byId('time');
    if (!place) return;
    place.hidden = seconds > 300;
    if (place.hidden) return;
    const clock = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
    place.textContent = place.dataset.text.replace('{time}', clock);
    place.classList.toggle('soon', seconds <= 60);
    const mark = [30, 60, 120, 300].find((mark) => seconds <= mark);
    if (mark >= saidAt) return;
    saidAt = mark;
    const spoken = byId('time-spoken');
    const time = seconds >= 60 ? words(Math.round(seconds / 60), 'minute') : words(seconds, 'second');
    spoken.textContent = spoken.dataset.text.replace('{time}', time);
  }

  // The form goes away at once; what is true the server says: perhaps another tab has paid, or a payment still runs.
  async function timeIsOver() {
    // What was sent before the end finds out by itself.
    if (busy || isOver) return;
    isOver = true;
    if (document.body.dataset.mode === 'challenge') return void location.replace(statusPath());
    const hadFocus = byId('open').contains(document.activeElement);
    takeFormAway();
    if (hadFocus) byId('over').focus();
    for (let round = 0; isOver; round += 1) {
      try {
        const { status, body } = await look();
        const isEarly = status === 200 && body.ticket && body.seconds_left < 2;
        if (status === 404) return void location.replace(statusPath());
        if (status === 200 && !isEarly) return void settle(body);
      } catch (_) {
        // No answer: the next round asks again, and until then nothing is claimed.
      }
      await pause(Math.min(500 * 2 ** round, 5000));
    }
  }

  function takeFormAway() {
    const form = byId('card-form');
    if (form) form.reset();
    show('open', false);
    show('time', false);
    byId('time-spoken').textContent = '';
    show('over', true);
  }

  function end() {
    isOver = true;
    if (!byId('over')) return void location.replace(pagePath());
    takeFormAway();
    show('over-now', false);
    show('over-ended', true);
  }

  // ---- To the card's bank

  // By itself the first time only: who comes back or reloads chooses between the bank and another card.
  function goToBank() {
    const form = byId('challenge-form');
    const mark = form.elements.threeDSSessionData.value;
    const visit = performance.getEntriesByType('navigation')[0];
    let isFirst = !visit || visit.type === 'navigate';
    try {
      isFirst = isFirst && sessionStorage.getItem('paydesk-bank') !== mark;
      sessionStorage.setItem('paydesk-bank', mark);
    } catch (_) {
      // A browser that remembers nothing: the kind of visit has to do.
    }
    if (isFirst) form.submit();
  }

  document.addEventListener('click', (event) => {
    // A press on the link is as good as one on the button behind it.
    if (!(event.target instanceof Element) || !event.target.closest('#to-bank')) return;
    try { sessionStorage.removeItem('paydesk-bank'); } catch (_) { /* as above */ }
  });

  function watch() {
    const seconds = document.body.dataset.secondsLeft;
    if (seconds !== undefined) deadline = Date.now() + Number(seconds) * 1000;
    tick();
    setInterval(tick, 1000);
    setInterval(lookAgain, 30000);
    document.addEventListener('visibilitychange', lookAgain);
  }

  document.addEventListener('DOMContentLoaded', () => {
    const mode = document.body.dataset.mode;
    const bill = byId('bill');
    // On a phone the form comes first; whoever wants to see the order unfolds it.
    if (bill && matchMedia('(max-width: 55.99em)').matches) bill.open = false;
    if (mode === 'follow') follow();
    if (mode === 'reload') setTimeout(() => location.reload(), 3000);
    if (mode === 'checkout') {
      const alert = byId('alert');
      if (alert && !alert.hidden && document.activeElement === document.body) alert.focus();
    }
    if (mode === 'checkout' || mode === 'challenge') watch();
  });

  // After the page is there, so that the way back from the bank leads through it.
  window.addEventListener('load', () => {
    if (document.body.dataset.mode === 'challenge') setTimeout(goToBank, 0);
  });

  // A page that comes back from the browser's memory may show a payment that is over.
  window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
})();
