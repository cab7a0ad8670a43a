// What a page of the console does by itself. Every page works without it.
'use strict';
(() => {
  const all = (what, from) => [...(from || document).querySelectorAll(what)];
  const line = className => Object.assign(document.createElement('p'), { className });

  // For whoever hears the page: what is new on it, once.
  const heard = line('heard');
  heard.setAttribute('role', 'status');
  document.body.append(heard);

  // Puts what the server drew in the place of what stands there. What is the same stays, for whoever reads or marks it.
  // Rows and lines are replaced whole: a link in one that is marked would be somebody else's otherwise.
  const renew = (old, fresh) => {
    const there = [...old.childNodes], come = [...fresh.childNodes];
    come.forEach((node, n) => {
      const was = there[n];
      if (!was) old.append(node);
      else if (was.isEqualNode(node)) return;
      else if (was.children && !/^(TR|LI|P)$/.test(was.nodeName) && was.cloneNode().isEqualNode(node.cloneNode())) renew(was, node);
      else was.replaceWith(node);
    });
    there.slice(come.length).forEach(node => node.remove());
  };

  const draw = (place, text) => {
    const fresh = new DOMParser().parseFromString(text, 'text/html').body.firstElementChild;
    const on = place.contains(document.activeElement) && document.activeElement.getAttribute('href');
    const { say } = fresh.dataset, said = place.dataset.say;
    renew(place, fresh);
    [...place.attributes].forEach(one => place.removeAttribute(one.name));
    [...fresh.attributes].forEach(one => place.setAttribute(one.name, one.value));
    const again = on && all('a', place).find(link => link.getAttribute('href') === on);
    if (again) again.focus();
    if (say && say !== said) heard.textContent = say;
  };

  const AWAY = '连不上服务器，这里可能是旧的。过一会儿自己会再试。';
  const OUT = '已经退出登录了，这里不再更新。请重新登录。';
  const OLD = '这里不再更新了，请刷新这一页。';
  const UNSEEN = '现在看不到预览。写的都还在，接着写就行。';

  // What the server draws. Why there is nothing is thrown, in words for staff.
  const ask = async (url, more) => {
    let answer;
    try {
      answer = await fetch(url, Object.assign({ credentials: 'same-origin', redirect: 'manual' }, more));
      if (answer.ok) return await answer.text();
    } catch (broken) {
      throw broken.name === 'AbortError' ? broken : AWAY;
    }
    if (answer.type === 'opaqueredirect') throw OUT;
    throw answer.status < 500 ? OLD : AWAY;
  };

  // A line above a part, for why it is not drawn anew.
  const noteAbove = part => {
    const note = line('note lost');
    note.hidden = true;
    part.before(note);
    return words => {
      if (words && note.hidden) heard.textContent = words;
      note.hidden = !words;
      note.textContent = words;
    };
  };

  // data-live: asked for anew every data-every seconds while the page is looked at, until the server draws it without.
  all('[data-live]').forEach(place => {
    const tell = noteAbove(place);
    let timer, failed = 0, asking = false;
    const look = async () => {
      clearTimeout(timer);
      if (asking || document.hidden || !place.dataset.live) return;
      asking = true;
      try {
        draw(place, await ask(place.dataset.live));
        tell('');
        failed = 0;
      } catch (why) {
        failed += 1;
        if (why !== AWAY) place.removeAttribute('data-live');
        // Once is a cable that was touched.
        if (why !== AWAY || failed > 1) tell(why === AWAY || why === OUT ? why : OLD);
      }
      asking = false;
      later();
    };
    const later = () => { timer = setTimeout(look, place.dataset.every * 1000 * Math.pow(2, Math.min(failed, 4))); };
    document.addEventListener('visibilitychange', look);
    later();
  });

  // data-preview: what the server says of a form, one question at a time, and none before somebody stops typing.
  all('form[data-preview]').forEach(form => {
    const tell = noteAbove(form), place = document.getElementById('look');
    let timer, asked = new AbortController();
    const look = async () => {
      asked = new AbortController();
      const body = new URLSearchParams(new FormData(form));
      try {
        draw(place, await ask(form.dataset.preview, { method: 'POST', body, signal: asked.signal }));
        tell('');
      } catch (why) {
        if (why.name === 'AbortError') return;
        place.removeAttribute('aria-busy');
        tell(why === OUT ? OUT : UNSEEN);
      }
    };
    form.addEventListener('input', () => {
      clearTimeout(timer);
      asked.abort();
      place.setAttribute('aria-busy', 'true');
      timer = setTimeout(look, 600);
    });
  });

  // table[data-keys]: from row to row by keys, which can be switched off: some people talk to their computer.
  const help = document.getElementById('keys');
  if (help) {
    const button = help.querySelector('button'), find = document.querySelector('[data-find]'), off = 'keys-off';
    const show = () => { button.textContent = localStorage.getItem(off) ? '用按键' : '不用按键'; };
    button.addEventListener('click', () => {
      if (localStorage.getItem(off)) localStorage.removeItem(off);
      else localStorage.setItem(off, 'yes');
      show();
    });
    show();
    help.hidden = false;
    document.addEventListener('keydown', event => {
      const at = event.target;
      if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.nodeName) || localStorage.getItem(off)) return;
      const links = all('[data-keys] tbody tr').map(row => row.querySelector('a[href]')).filter(Boolean);
      const here = links.findIndex(link => link.closest('tr').contains(at)), down = ['j'], up = ['k'];
      if (here >= 0) { down.push('ArrowDown'); up.push('ArrowUp'); }
      const to = down.includes(event.key) ? links[here + 1] : up.includes(event.key) ? links[here - 1] : event.key === '/' && find;
      if (!to) return;
      event.preventDefault();
      to.focus();
    });
  }

  // data-confirm on a button: asked before its form is sent.
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-confirm]');
    if (button && button.form.checkValidity() && !confirm(button.dataset.confirm)) event.preventDefault();
  });
})();
