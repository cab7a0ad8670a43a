'use strict';
// The phone: who holds it, what they see, what they do. Nothing is drawn before the server has said that it is so.
(guiyan => {
  const { el, ask, wire } = guiyan;
  const byId = id => document.getElementById(id);
  const log = byId('log');
  // As many as the server gives in one answer.
  const PAGE = 100;
  // A pause this long gets the time written over what comes after it.
  const PAUSE_MS = 5 * 60 * 1000;
  // A server that is started anew is there again after about as long.
  const RETRY_MS = 2000;
  // The menu shows so many characters of a name (platform sheet 7.1).
  const TOP_NAME = 4;
  const SUB_NAME = 8;

  let openid = null;
  // Whose phone it is, as last told: they may be further down in the list than it is shown.
  let mine = null;
  let followers = [];
  let wanted = PAGE;
  let run = null;
  let retry = null;
  let lastEntry = 0;
  let lastTime = 0;
  // Whoever is reading further up is left there when something new comes.
  let atTheEnd = true;
  // The last entry that somebody at this page has seen, by follower.
  const seen = new Map();

  // ---- what is told beside the conversation

  function tell(words) {
    byId('told').textContent = words;
    byId('told').hidden = !words;
  }

  async function act(what) {
    tell('');
    try {
      await ask(`followers/${openid}/acts`, what);
    } catch (error) {
      tell(error.message);
    }
  }

  const hand = {
    tap: reply => act({ act: 'tap_menu_message', id: reply.id, text: reply.text }),
    tell,
  };

  // ---- the conversation

  function add(entry) {
    lastEntry = entry.id;
    if (entry.content.kind === 'typing') {
      byId('typing').hidden = !entry.content.on;
      return;
    }
    if (entry.from === 'account') byId('typing').hidden = true;
    const at = Date.parse(entry.at);
    if (at - lastTime > PAUSE_MS) {
      log.append(el('p', { class: 'line' }, guiyan.time(at, { hour: '2-digit', minute: '2-digit' })));
    }
    lastTime = at;
    const drawn = guiyan.entry(entry, hand);
    if (drawn) log.append(drawn);
  }

  const lookAtChat = guiyan.oneByOne(async () => {
    const whose = openid;
    if (!whose) return;
    const entries = await ask(`followers/${whose}/chat?after=${lastEntry}`);
    if (whose !== openid) return;
    entries.forEach(add);
    seen.set(whose, lastEntry);
    if (atTheEnd || entries.some(entry => entry.from === 'follower')) toTheEnd();
  });

  function toTheEnd() {
    log.scrollTop = log.scrollHeight;
  }

  log.addEventListener('scroll', () => {
    atTheEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  });
  // What comes up from below, a keyboard or the tools, covers nothing that was being read.
  const stayAtTheEnd = () => { if (atTheEnd) toTheEnd(); };
  window.addEventListener('resize', stayAtTheEnd);
  // A picture takes its room when it is there; its load does not bubble.
  log.addEventListener('load', stayAtTheEnd, true);

  function clearChat() {
    log.textContent = '';
    byId('typing').hidden = true;
    lastEntry = 0;
    lastTime = 0;
    atTheEnd = true;
  }

  // ---- the menu

  const short = (name, most) => (Array.from(name).length > most ? `${Array.from(name).slice(0, most).join('')}...` : name);

  function closeMenu() {
    byId('menu').querySelectorAll('[aria-expanded=true]').forEach(button => {
      button.setAttribute('aria-expanded', 'false');
      button.nextSibling.hidden = true;
    });
  }

  function press(button, path) {
    closeMenu();
    if (button.type === 'location_select') return openForm('place', path);
    if (/^scancode_/.test(button.type)) return openForm('scan', path);
    if (/^pic_/.test(button.type)) return act({ act: 'picture_by_menu', button: path });
    if (button.type === 'click' || button.type === 'view') return act({ act: 'click', button: path });
    return tell('这种按钮只能在真的微信里用');
  }

  function leaf(button, path, most) {
    const target = button.type === 'view' ? guiyan.page(button.url) : null;
    const attributes = { onclick: () => press(button, path), title: button.name };
    if (!target) return el('button', Object.assign(attributes, { type: 'button' }), short(button.name, most));
    Object.assign(attributes, { href: target.href, target: '_blank', rel: 'noopener noreferrer' });
    return el('a', attributes, short(button.name, most));
  }

  function top(button, place) {
    const path = String(place + 1);
    if (!button.sub_button) return el('div', {}, leaf(button, path, TOP_NAME));
    const subs = button.sub_button.map((sub, below) => el('li', {}, leaf(sub, `${path}.${below + 1}`, SUB_NAME)));
    const list = el('ul', { hidden: true }, ...subs);
    const toggle = el('button', { type: 'button', 'aria-expanded': 'false', title: button.name, onclick: () => {
      const opening = list.hidden;
      closeMenu();
      toggle.setAttribute('aria-expanded', String(opening));
      list.hidden = !opening;
    } }, short(button.name, TOP_NAME));
    return el('div', {}, toggle, list);
  }

  const lookAtMenu = guiyan.oneByOne(async () => {
    const whose = openid;
    if (!whose) return;
    const menu = await ask(`followers/${whose}/menu`);
    if (whose !== openid) return;
    byId('menu').textContent = '';
    byId('menu').append(...menu.button.map(top));
    byId('menu').hidden = menu.button.length === 0;
  });

  // ---- the people

  function follower(one) {
    const unread = one.openid !== openid && one.last_entry > (seen.get(one.openid) || 0);
    return el('li', {}, el('button', {
      type: 'button', id: `one-${one.openid}`, 'aria-current': one.openid === openid ? 'true' : null, onclick: () => choose(one.openid),
    }, el('span', { class: 'name' }, one.name), unread ? el('em', {}, '新消息') : null,
    el('small', {}, one.subscribed ? '已关注' : '未关注')));
  }

  function drawFollowers(people) {
    const focused = document.activeElement && document.activeElement.id;
    byId('followers').textContent = '';
    byId('followers').append(...followers.map(follower));
    // Drawn anew under the hands of somebody who works with the keyboard.
    if (focused && document.activeElement.id !== focused && byId(focused)) byId(focused).focus();
    byId('count').textContent = people ? `${people} 人` : '';
    byId('more').hidden = people <= followers.length;
    const follows = Boolean(mine && mine.subscribed);
    byId('who').textContent = mine ? `${mine.name}的手机` : '';
    byId('composer').hidden = !follows;
    byId('stranger').hidden = !mine || follows;
    if (!follows) closeTools();
  }

  const lookAtFollowers = guiyan.oneByOne(async () => {
    const found = [];
    let part;
    do {
      part = await ask(`followers?from=${found.length}&count=${PAGE}`);
      found.push(...part.followers);
    } while (part.followers.length === PAGE && found.length < wanted);
    followers = found;
    followers.forEach(one => {
      wire.names.set(one.openid, one.name);
      // What was there before this page was opened is not new.
      if (!seen.has(one.openid)) seen.set(one.openid, one.last_entry);
    });
    if (!openid && followers.length > 0) hold(hashed() || followers[0].openid);
    const before = mine;
    mine = followers.find(one => one.openid === openid) || mine;
    // Menu and keyboard appear together: nothing moves under a finger.
    if (!before || before.subscribed !== mine.subscribed) await lookAtMenu();
    drawFollowers(part.people);
  });

  const hashed = () => {
    const named = location.hash.slice(1);
    return followers.some(one => one.openid === named) ? named : null;
  };

  // Puts the phone into somebody's hand.
  function hold(whose) {
    tell('');
    openid = whose;
    mine = null;
    // A page that is opened from here may ask the simulated web login whose phone it is.
    document.cookie = `simulator_openid=${whose}; path=/; SameSite=Lax`;
    history.replaceState(null, '', `#${whose}`);
    clearChat();
    closeTools();
    wire.follow(whose);
    [lookAtChat, lookAtMenu, lookAtFollowers].forEach(start);
  }

  function choose(whose) {
    hold(whose);
    show('talk');
  }

  // ---- the tools

  function closeTools() {
    byId('tools').hidden = true;
    byId('plus').setAttribute('aria-expanded', 'false');
    byId('tools').querySelectorAll('form').forEach(form => { form.hidden = true; });
  }

  function openTools() {
    byId('tools').hidden = false;
    byId('plus').setAttribute('aria-expanded', 'true');
    stayAtTheEnd();
  }

  // Opens one form; `button` is the menu's, where it is the menu that asks.
  function openForm(name, button) {
    closeTools();
    const form = byId(name);
    form.hidden = false;
    form.dataset.button = button || '';
    openTools();
    form.querySelector('input').focus();
  }

  function onSubmit(name, make) {
    byId(name).addEventListener('submit', event => {
      event.preventDefault();
      const form = event.target;
      act(make(form.elements, form.dataset.button));
      if (name !== 'composer') closeTools();
    });
  }

  byId('plus').addEventListener('click', () => {
    const opening = byId('tools').hidden;
    closeTools();
    if (opening) openTools();
  });
  document.querySelectorAll('[data-form]').forEach(button => {
    button.addEventListener('click', () => openForm(button.dataset.form));
  });
  byId('picture').addEventListener('click', () => { closeTools(); act({ act: 'picture' }); });
  byId('unfollow').addEventListener('click', () => { closeTools(); act({ act: 'unfollow' }); });
  byId('follow').addEventListener('click', () => act({ act: 'follow', scene: null }));

  onSubmit('follow-code', fields => ({ act: 'follow', scene: fields.scene.value }));
  onSubmit('voice', fields => ({ act: 'voice', transcript: fields.transcript.value || null }));
  onSubmit('place', (fields, button) => {
    const place = {
      latitude: Number(fields.latitude.value), longitude: Number(fields.longitude.value), label: fields.label.value,
    };
    return Object.assign(place, button ? { act: 'pick_location', button } : { act: 'location' });
  });
  onSubmit('scan', (fields, button) =>
    (button ? { act: 'scan_by_menu', button, result: fields.scene.value } : { act: 'scan', scene: fields.scene.value }));
  onSubmit('composer', () => {
    const text = byId('words').value;
    byId('words').value = '';
    return { act: 'say', text };
  });

  // Older browsers do not say which button sent a form: each of these three says it itself.
  byId('notice').addEventListener('submit', event => event.preventDefault());
  byId('notice').querySelectorAll('button').forEach(button => button.addEventListener('click', () => {
    const template = byId('notice').elements.template.value;
    if (!template) return;
    closeTools();
    act(button.value === 'withdraw' ? { act: 'withdraw_notice', template_id: template }
      : { act: 'answer_notice', template_id: template, accept: button.value === 'accept' });
  }));

  byId('add').addEventListener('click', async () => {
    try {
      const newcomer = await ask('followers', {});
      choose(newcomer.openid);
    } catch (error) {
      tell(error.message);
    }
  });
  byId('more').addEventListener('click', () => { wanted += PAGE; start(lookAtFollowers); });

  // ---- tabs, where there is room for one thing only

  function show(tab) {
    document.body.dataset.tab = tab;
    document.querySelectorAll('[role=tab]').forEach(button => {
      button.setAttribute('aria-selected', String(button.dataset.tab === tab));
    });
  }
  document.querySelectorAll('[role=tab]').forEach(button => {
    button.addEventListener('click', () => show(button.dataset.tab));
  });
  document.addEventListener('keydown', event => { if (event.key === 'Escape') { closeMenu(); closeTools(); } });
  document.addEventListener('click', event => { if (!byId('menu').contains(event.target)) closeMenu(); });

  // ---- news from the server

  // Looks, and if that fails looks at everything a little later: the stream of news may still be there.
  function start(look) {
    look().catch(() => {
      connection('正在重新连接');
      clearTimeout(retry);
      retry = setTimeout(start, RETRY_MS, lookAtEverything);
    });
  }

  function connection(words) {
    byId('connection').textContent = words;
  }

  const lookAtAccount = guiyan.oneByOne(async () => {
    const account = await ask('account');
    byId('account').textContent = account.name;
    if (run && run !== account.run) {
      // The simulator was started anew and counts from the beginning.
      seen.clear();
      clearChat();
      wire.clear();
      openid = null;
    }
    run = account.run;
  });

  // Everything, by the last numbers that this page has.
  async function lookAtEverything() {
    await lookAtAccount();
    await Promise.all([lookAtFollowers(), lookAtChat(), lookAtMenu(), wire.look()]);
    connection('已连接');
  }

  function hear(news) {
    if (news.everything) start(lookAtEverything);
    if (news.account) start(lookAtAccount);
    if (news.followers || news.chats.some(whose => whose !== openid)) start(lookAtFollowers);
    if (news.menu) start(lookAtMenu);
    if (news.chats.includes(openid)) start(lookAtChat);
    if (news.traces) start(wire.look);
  }

  function watch() {
    const source = new EventSource('/simulator/watch');
    source.addEventListener('open', () => start(lookAtEverything));
    source.addEventListener('message', event => hear(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      connection('正在重新连接');
      // The browser tries again by itself, unless the answer was a refusal.
      if (source.readyState === EventSource.CLOSED) setTimeout(watch, RETRY_MS);
    });
  }

  watch();
})(window.guiyan);
