'use strict';
// Makes elements out of data. Whatever anybody said becomes a text node and nothing else: this page never hands
// words to the HTML parser.
window.guiyan = {};

(guiyan => {
  // An element with attributes, listeners (`onclick`, …) and children: elements or words.
  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    Object.keys(attributes).forEach(key => {
      const value = attributes[key];
      if (typeof value === 'function') element.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
    });
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  }

  // A web page's address, or null for what is none.
  function page(url) {
    try {
      const parsed = new URL(url);
      return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed : null;
    } catch (error) {
      return null;
    }
  }

  // Opens in a tab of its own that knows nothing of this one.
  function opens(url, attributes, ...children) {
    const target = page(url);
    if (!target) return el('span', attributes, ...children);
    return el('a', Object.assign({ href: target.href, target: '_blank', rel: 'noopener noreferrer' }, attributes), ...children);
  }

  // Pictures of other hosts are not loaded: their place says what they are.
  function picture(url, words) {
    const source = page(url);
    const ours = source && source.origin === location.origin;
    return ours ? el('img', { src: source.href, alt: words }) : el('span', { class: 'no-picture' }, words);
  }

  function bubble(...children) {
    return el('div', { class: 'bubble' }, ...children);
  }

  function taps(text, reply, hand) {
    return el('button', { type: 'button', class: 'tap', onclick: () => hand.tap(reply) }, text);
  }

  function piece(part, hand) {
    if (part.kind === 'link') return opens(part.url, {}, part.text);
    if (part.kind === 'menu_reply') return taps(part.text, { id: part.id, text: part.content }, hand);
    if (part.kind === 'mini_program') {
      const say = () => hand.tell(`小程序 ${part.app_id} 只能在真的微信里打开`);
      return el('button', { type: 'button', class: 'tap', onclick: say }, part.text);
    }
    return part.text;
  }

  function cards(articles) {
    return el('div', { class: 'cards' }, ...articles.map((article, place) => opens(article.url, { class: 'card' },
      place === 0 || article.picture ? picture(article.picture, place === 0 ? '图片' : '图') : null,
      el('strong', {}, article.title),
      place === 0 && article.description ? el('span', {}, article.description) : null)));
  }

  function sheet(content, kind) {
    const rows = content.rows.map(row => el('div', {}, el('dt', {}, row.name), el('dd', {}, row.value)));
    return opens(content.target || '', { class: 'sheet' },
      el('small', {}, kind), el('strong', {}, content.title), el('dl', {}, ...rows),
      content.target ? el('span', { class: 'more' }, '查看详情') : null);
  }

  function msgmenu(content, hand) {
    const choices = content.choices.map(choice =>
      el('li', {}, taps(choice.content, { id: choice.id, text: choice.content }, hand)));
    return bubble(content.head, el('ul', {}, ...choices), content.tail);
  }

  const line = words => el('p', { class: 'line' }, words);

  // How each kind of entry looks. `hand` does what is tapped.
  const looks = {
    text: (content, entry, hand) => bubble(...(entry.pieces ? entry.pieces.map(part => piece(part, hand)) : [content.text])),
    image: content => bubble(content.url ? picture(content.url, '图片') : '【图片】'),
    voice: content => bubble('【语音】', content.transcript ? el('small', {}, content.transcript) : null),
    video: content => bubble('【视频】', content.title, el('small', {}, content.description)),
    music: content => bubble('【音乐】', opens(content.url, {}, content.title || content.url), el('small', {}, content.description)),
    location: content => bubble(`【位置】${content.label}`, el('small', {}, `${content.latitude}, ${content.longitude}`)),
    news: content => cards(content.articles),
    mass_article: content => cards(content.articles),
    template_card: content => sheet(content, '服务通知'),
    notice_card: content => sheet(content, '订阅通知'),
    msgmenu: (content, entry, hand) => msgmenu(content, hand),
    mini_program: content => bubble('【小程序】', content.title, el('small', {}, content.page)),
    coupon: content => bubble('【卡券】', content.card_id),
    fault_notice: content => el('p', { class: 'line fault' }, content.text, el('small', {}, `原因：${content.reason}`)),
    handed_over: content => line(content.account ? `已转给人工客服 ${content.account}` : '已转给人工客服'),
    did: content => line(content.what),
  };

  // An entry of the conversation; null for what is not shown in it.
  guiyan.entry = (entry, hand) => {
    const look = looks[entry.content.kind];
    if (!look) return null;
    return el('div', { class: `entry ${entry.from}` }, look(entry.content, entry, hand));
  };

  guiyan.el = el;
  guiyan.page = page;
  // On the clock of the county, wherever the office's PC believes to be.
  guiyan.time = (at, style) =>
    new Date(at).toLocaleTimeString('zh-CN', Object.assign({ timeZone: 'Asia/Shanghai', hour12: false }, style));

  // JSON from the server. A refusal is an error with the server's words.
  guiyan.ask = async (path, body) => {
    const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`/simulator/${path}`, body === undefined ? {} : post);
    const json = (answer.headers.get('Content-Type') || '').startsWith('application/json');
    const told = json ? await answer.json() : null;
    if (!answer.ok) throw new Error((told && told.reason) || `没有成功（${answer.status}）`);
    return told;
  };

  // Does a piece of work, one run at a time; whoever asks in the meantime gets one more run.
  guiyan.oneByOne = work => {
    let running = null;
    let again = false;
    const run = async () => {
      try {
        do {
          again = false;
          await work();
        } while (again);
      } finally {
        running = null;
      }
    };
    return () => {
      again = true;
      running = running || run();
      return running;
    };
  };
})(window.guiyan);
