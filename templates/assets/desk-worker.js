// Keeps the offline page, its style and its script: the network first, what was kept where there is none.
'use strict';
const KEPT = 'desk' + new URL('./', location.href).pathname;
const PAGES = [new URL('./offline', location.href).href, '/desk/desk.css', '/desk/offline.js'];

self.addEventListener('install', event => {
  event.waitUntil(caches.open(KEPT).then(kept => kept.addAll(PAGES)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  if (event.request.method !== 'GET') return;
  event.respondWith((async () => {
    const kept = await caches.open(KEPT);
    const old = await kept.match(event.request);
    try {
      const fresh = await fetch(event.request);
      // A gateway whose server is away is no network either.
      if (fresh.status >= 500 && old) return old;
      if (fresh.ok && old) await kept.put(event.request, fresh.clone());
      return fresh;
    } catch (offline) {
      return old || Response.error();
    }
  })());
});
