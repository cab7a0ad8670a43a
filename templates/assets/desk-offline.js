// Ticks people off without network: marks stay on this phone until the server has said what came of them.
'use strict';
(() => {
  const desk = document.getElementById('desk'), state = document.getElementById('state');
  const { base, form } = desk.dataset, [served, until, most] = [desk.dataset.served, desk.dataset.until, desk.dataset.most].map(Number);
  const key = 'marks:' + base, seenKey = 'seen:' + base;
  const rows = new Map([...document.querySelectorAll('#rows li')].map(row => [Number(row.dataset.number), row]));

  // number -> { id, at, told: what the server said, once it did, counted: by this mark }
  const read = key => { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch (broken) { return {}; } };
  const marks = read(key);
  // number -> why it did not count, until it is tapped again
  const said = {};
  // The clock of a cheap phone may be days off: time goes on from what the server said when it sent the page.
  let seen = read(seenKey);
  if (seen.served !== served) {
    seen = { served, at: Date.now() };
    try { localStorage.setItem(seenKey, JSON.stringify(seen)); } catch (full) { /* It is said at the first mark. */ }
  }
  const now = () => served + Date.now() - seen.at;
  const keep = () => {
    try { localStorage.setItem(key, JSON.stringify(marks)); return true; } catch (full) { return false; }
  };
  const waiting = () => Object.entries(marks).filter(([, mark]) => !mark.told);
  const clock = at => new Date(at).toTimeString().slice(0, 5).replace(/^0/, '');
  const name = () => [...crypto.getRandomValues(new Uint8Array(12))].map(byte => byte.toString(16).padStart(2, '0')).join('');

  const show = words => {
    let came = 0, expected = 0;
    for (const [number, row] of rows) {
      const mark = marks[number], before = row.dataset.came;
      const button = row.querySelector('button'), told = row.querySelector('em');
      const into = before || mark && (!mark.told || mark.counted || mark.before);
      came += into ? 1 : 0;
      // Who queued and got in has a seat now, as the desk counts it.
      expected += into || row.dataset.expected ? 1 : 0;
      row.className = into ? 'in' : '';
      button.hidden = Boolean(before || mark && mark.told);
      button.textContent = mark && !mark.told ? '点错了，撤掉' : '签到';
      told.textContent = before ? before + ' 已签到' : !mark ? said[number] || '' : mark.told || clock(mark.at) + ' 签到，还没交上去';
    }
    document.getElementById('came').textContent = came;
    document.getElementById('expected').textContent = expected;
    const left = waiting().length;
    state.textContent = words || (left ? '有 ' + left + ' 个签到还在这部手机上，有网时会自己交。不要清除浏览器数据。' : '都交上去了。没有网也可以接着签。');
  };

  let busy = false;
  const sync = async () => {
    const sending = waiting().slice(0, most);
    if (busy || !sending.length) return;
    busy = true;
    try {
      const body = JSON.stringify({ form, marks: sending.map(([number, { id, at }]) => ({ id, number: Number(number), at })) });
      const answer = await fetch(base + '/marks', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      if ([403, 404, 410].includes(answer.status)) {
        show('交不上去：这个链接到期了。签到还在这部手机上，请给就业中心的人看。');
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const told = new Map((await answer.json()).map(one => [one.id, one]));
      for (const [number, mark] of Object.entries(marks)) {
        const one = told.get(mark.id);
        if (!one) continue;
        // Only who is in is done with: whoever came too early, or found no seat, may be tapped again.
        if (one.counted || one.before) Object.assign(mark, { told: one.words, counted: one.counted, before: one.before });
        else { delete marks[number]; said[number] = one.words; }
      }
      keep();
      show();
    } catch (away) {
      show();
    } finally {
      busy = false;
    }
    if (waiting().length && waiting().length < sending.length) sync();
  };

  const tick = number => {
    if (marks[number] && !marks[number].told) delete marks[number];
    else if (!marks[number]) { delete said[number]; marks[number] = { id: name(), at: now() }; }
    show(keep() ? '' : '这部手机存不下了，请改用纸上的签到表。');
    sync();
  };

  const forget = async () => {
    localStorage.removeItem(key);
    localStorage.removeItem(seenKey);
    for (const kept of await caches.keys()) if (kept.includes(base)) await caches.delete(kept);
    document.getElementById('rows').remove();
    state.textContent = '这个链接到期了，名单已经从这部手机上删掉。';
  };

  if (now() > until && !waiting().length) { forget(); return; }
  for (const [number, row] of rows) row.querySelector('button').addEventListener('click', () => tick(number));
  document.getElementById('find').addEventListener('input', event => {
    const wanted = event.target.value.trim();
    for (const [number, row] of rows) row.hidden = Boolean(wanted) && String(number) !== String(Number(wanted)) && !row.dataset.tail.startsWith(wanted);
  });
  document.getElementById('sync').addEventListener('click', sync);
  addEventListener('online', sync);
  setInterval(sync, 20000);
  show();
  sync();
  if ('serviceWorker' in navigator) navigator.serviceWorker.register(base + '/worker.js').then(() => navigator.serviceWorker.ready)
    .then(() => { document.body.dataset.kept = 'yes'; })
    .catch(() => show('这部手机关掉这一页就打不开了，没网的时候别关。'));
})();
