// What a person sees on a page, and where they would put a finger. Runs in every page that a test opens.
window.eyes = {
  // What a control is called by those who see it and by those who hear it.
  name(element) {
    const label = element.labels && element.labels[0];
    const named = element.getAttribute('aria-label') || (label && label.innerText) || element.placeholder;
    return (named || element.innerText || element.value || '').trim();
  },

  visible(element) {
    return element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
  },

  // The last one that is visible: in a conversation that is the newest.
  find(selector, name) {
    const found = Array.from(document.querySelectorAll(selector)).filter(this.visible);
    return found.filter(element => name === undefined || this.name(element) === name).pop();
  },

  // The middle of an element's first line, once it is there, at rest, and nothing lies over it.
  async reach(selector, name) {
    const frame = () => new Promise(requestAnimationFrame);
    for (;;) {
      const element = this.find(selector, name);
      if (element) {
        element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        const before = element.getClientRects()[0];
        for (let frames = 0; frames < 3; frames += 1) await frame();
        const after = element.getClientRects()[0];
        if (before && after && before.x === after.x && before.y === after.y) {
          const point = { x: after.x + after.width / 2, y: after.y + after.height / 2 };
          const hit = document.elementFromPoint(point.x, point.y);
          if (hit && (element.contains(hit) || hit.contains(element))) return point;
        }
      }
      await frame();
    }
  },

  async until(condition) {
    while (!condition()) await new Promise(requestAnimationFrame);
    return true;
  },
};
