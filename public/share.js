// Runs in the service worker: takes the photos that another app shares with the installed page. `src/app/handedOver.ts`
// reads them from the cache and deletes them.
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const scope = self.registration.scope;
  if (request.method !== 'POST' || request.url !== new URL('share', scope).href) return;
  event.respondWith(
    keep(request)
      // The page tells the person that nothing has come, and takes the next photo.
      .catch(() => undefined)
      .then(() => Response.redirect(new URL('./#shared', scope).href, 303)),
  );
});

async function keep(request) {
  await caches.delete('shared'); // what an earlier page did not take
  const [files, cache] = await Promise.all([
    request.formData().then((form) => form.getAll('photo').filter((part) => part instanceof File)),
    caches.open('shared'),
  ]);
  const put = ({ name, type }, index, body) =>
    cache.put(
      `shared-${index}`,
      new Response(body, { headers: { 'content-type': type, name: encodeURIComponent(name) } }),
    );
  await Promise.all(files.map((file, index) => put(file, index, file)));
}
