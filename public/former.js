// Runs in the service worker: keeps the code of the version before, for pages that stay open when another tab takes the
// newer one. Workbox deletes it when the newer one takes over.
self.addEventListener('install', (event) => {
  // Without space, such a page says that a part of it cannot be fetched.
  if (self.registration.active) event.waitUntil(keepFormer().catch(() => caches.delete('former')));
});

async function keepFormer() {
  await caches.delete('former'); // pages of two versions ago
  const [name, former] = await Promise.all([
    caches.keys().then((names) => names.find((each) => each.startsWith('workbox-precache'))),
    caches.open('former'),
  ]);
  const current = await caches.open(name);
  for (const request of await current.keys()) {
    const response = /-[\w-]{8}\.(js|css)$/.test(request.url) && (await current.match(request, { ignoreVary: true }));
    if (response) await former.put(request, response);
  }
}
