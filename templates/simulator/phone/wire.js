'use strict';
// The inspector: what went over the wire, newest first.
(guiyan => {
  const { el, ask, time } = guiyan;
  const list = document.getElementById('traces');
  const filter = document.getElementById('filter').elements;
  // As many as the server sends at once. What is older is gone from the page.
  const MOST = 300;

  let last = 0;
  let whose = null;
  const names = new Map();

  const shown = trace =>
    (!filter.direction.value || trace.direction === filter.direction.value) &&
    (!filter.mine.checked || trace.openid === whose) &&
    (!filter.faulty.checked || faulty(trace)) &&
    trace.name.toLowerCase().includes(filter.words.value.trim().toLowerCase());

  const faulty = trace => Boolean(trace.fault) || Boolean(trace.errcode);

  function result(trace) {
    if (trace.errcode !== null) return `errcode ${trace.errcode}`;
    return trace.status === null ? '没有回应' : `HTTP ${trace.status}`;
  }

  function lineOf(trace) {
    const body = el('div', { class: 'bodies', hidden: true });
    const again = trace.attempt > 1 ? ` 第${trace.attempt}次` : '';
    const button = el('button', { type: 'button', 'aria-expanded': 'false', onclick: () => open(trace, button, body) },
      el('time', {}, time(trace.at)),
      el('b', {}, trace.direction === 'callback' ? '推送' : '调用'),
      el('code', {}, trace.name + again),
      el('span', {}, trace.openid ? names.get(trace.openid) || trace.openid : ''),
      el('span', { class: 'result' }, result(trace)),
      el('span', { class: 'took' }, `${Math.round(trace.took_ms)} 毫秒`));
    const item = el('li', { class: faulty(trace) ? 'faulty' : null }, button, body);
    item.trace = trace;
    return item;
  }

  async function open(trace, button, body) {
    const opening = body.hidden;
    button.setAttribute('aria-expanded', String(opening));
    body.hidden = !opening;
    if (!opening || body.firstChild) return;
    try {
      const whole = await ask(`traces/${trace.id}`);
      const [sent, answered] = whole.direction === 'callback' ? ['推送', '我们的回应'] : ['请求', '平台的回应'];
      body.append(
        ...part('出错原因', whole.fault),
        ...part(`${sent}（解密后）`, whole.decrypted), ...part(`${sent}（原文）`, whole.raw, whole.decrypted),
        ...part(`${answered}（解密后）`, whole.answer_decrypted),
        ...part(`${answered}（原文）`, whole.answer, whole.answer_decrypted));
    } catch (error) {
      body.append(...part('看不到', error.message));
    }
  }

  // What stands there opened as well is only glanced at.
  const part = (title, words, opened) =>
    (words ? [el('h3', {}, title), el('pre', { tabindex: '0', class: opened ? 'raw' : null }, words)] : []);

  function sift() {
    Array.from(list.children).forEach(item => { item.hidden = !shown(item.trace); });
    const quiet = document.getElementById('quiet');
    quiet.hidden = Array.from(list.children).some(item => !item.hidden);
    quiet.textContent = list.children.length ? '没有符合这些条件的。' : '还没有通信。';
  }

  document.getElementById('filter').addEventListener('input', sift);
  document.getElementById('filter').addEventListener('submit', event => event.preventDefault());

  guiyan.wire = {
    // Asks for what is new.
    look: guiyan.oneByOne(async () => {
      const traces = await ask(`traces?after=${last}`);
      if (traces.length === 0) return;
      last = traces[traces.length - 1].id;
      list.prepend(...traces.map(lineOf).reverse());
      while (list.children.length > MOST) list.lastChild.remove();
      sift();
    }),
    // Forgets everything: another platform counts from 1 again.
    clear() {
      last = 0;
      list.textContent = '';
      sift();
    },
    // Whose phone is looked at, and what people are called.
    follow(openid) {
      whose = openid;
      sift();
    },
    names,
  };
})(window.guiyan);
