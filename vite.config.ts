import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { keepWeights } from './tools/build/addresses';
import { inlineImports, nameLostParts } from './tools/build/lateImports';

import { addEarlyScript } from './tools/build/head/earlyScript';
import { drawFirstScreen } from './tools/build/head/firstScreen';
import { CHECKPOINT_SUFFIXES } from './src/weights/containers/suffixes';
import { emitRuntime, RUNTIME_FOLDER } from './tools/build/copyRuntime';
import { target } from './tools/build/library';
import { denseShaders } from './tools/build/shaders';
import { emitWeights } from './tools/build/copyWeights';
import { SCREENSHOTS_FOLDER, screenshotsInManifest } from './tools/build/screenshots';

/** What the worker needs for its first answer, of all that the library imports late. */
const AT_ONCE = ['./files/file'];

/** The page's code, whose names tell its content. */
const HASHED = /-[\w-]{8}\.(js|css)$/;

const AT_ONCE_GROUP = { name: 'first', tags: ['$initial' as const] };

/**
 * One file for all that a worker needs at once; the bundler would make a part of each module that a later part shares. The
 * script that the worker starts with is not in it: WebKit runs that a second time, with a state of its own, where a part
 * imports it.
 */
const FIRST = { groups: [{ ...AT_ONCE_GROUP, name: 'worker', test: /^(?!.*\/src\/worker\/thread\.ts$)/ }] };

/**
 * The same for what the page's script and its parts share. All that it needs at once cannot be told apart so: by way of
 * src/index.ts it seems to need the whole library.
 */
const SHARED = {
  groups: [
    {
      ...AT_ONCE_GROUP,
      test: /\/node_modules\/preact|\/src\/(core|app\/(language|pageError|fileContent)|image\/(bitmaps|snapshots)|weights\/(known\/manifest|containers\/suffixes|fetching\/(address|carrier)))/,
    },
  ],
};

/** The page and its service worker; the library beside it in dist/ is built by tools/build.ts. */
export default defineConfig({
  base: './', // the page works in any folder of a server
  define: { RUNTIME_FOLDER: JSON.stringify(RUNTIME_FOLDER) },
  plugins: [
    keepWeights(),
    denseShaders(),
    nameLostParts(),
    emitWeights(),
    emitRuntime(),
    drawFirstScreen(),
    addEarlyScript(),
    VitePWA({
      registerType: 'prompt', // a page is never changed while it is open: it offers its newer version
      includeManifestIcons: false, // globPatterns has them
      manifest: {
        name: 'ResNeSt on WebGPU',
        short_name: 'ResNeSt',
        description: 'Classifies photos in the browser: nothing leaves your device.',
        display: 'standalone',
        start_url: '.',
        background_color: '#f6f4ef',
        theme_color: '#f6f4ef',
        icons: [
          { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
        screenshots: screenshotsInManifest,
        // Another app's photos come by a POST, which public/share.js answers in the service worker.
        share_target: {
          action: 'share',
          method: 'POST',
          enctype: 'multipart/form-data',
          params: { files: [{ name: 'photo', accept: ['image/*'] }] },
        },
        file_handlers: [
          { action: '.', accept: { 'image/*': ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif', '.bmp'] } },
          { action: '.', accept: { 'application/octet-stream': [...CHECKPOINT_SUFFIXES] } },
        ],
        launch_handler: { client_mode: 'focus-existing' },
      },
      workbox: {
        // The shell, the samples and the labels. Weights are kept by the library in IndexedDB, and not twice.
        globPatterns: ['**/*.{html,js,css,json,md,png,jpg,jpeg,webp,svg,txt}'],
        importScripts: ['share.js', 'former.js'],
        globIgnores: [
          'weights/**',
          `${RUNTIME_FOLDER}/**`,
          `${SCREENSHOTS_FOLDER}/**`,
          'robots.txt',
          'share.js',
          'former.js',
        ], // the page has the former's texts in its code
        // Those who need them keep them; src/app/runtime.ts names the cache, too.
        runtimeCaching: [
          {
            urlPattern: /\/onnxruntime-web-[\d.]+\//,
            handler: 'CacheFirst',
            options: { cacheName: 'onnxruntime-web', matchOptions: { ignoreVary: true } },
          },
          // A page of the version before has parts that it has not fetched yet; public/former.js kept them.
          {
            urlPattern: HASHED,
            handler: async ({ request }) =>
              (await caches.match(request, { cacheName: 'former', ignoreVary: true })) ?? fetch(request),
          },
        ],
        clientsClaim: true, // a first visit already ends under the service worker
        maximumFileSizeToCacheInBytes: 4 << 20,
        navigateFallback: null, // there is one page, and it is precached; pages beside it are not ours to answer
        // Files whose name has a hash need no revision; the plugin's own guess is wrong where assetsDir is empty.
        dontCacheBustURLsMatching: HASHED,
      },
    }),
  ],
  build: {
    target,
    assetsDir: '', // the page's code lies beside weights/, as the library does
    sourcemap: true,
    // workbox-build leaves out whatever is called workbox-*.js, also the part of it that the page runs.
    rolldownOptions: { output: { chunkFileNames: 'part-[name]-[hash].js', codeSplitting: SHARED } },
  },
  worker: {
    format: 'es',
    plugins: () => [keepWeights(), denseShaders(), inlineImports(AT_ONCE), nameLostParts()],
    rolldownOptions: {
      output: {
        entryFileNames: 'page-worker-[hash].js',
        chunkFileNames: 'part-[name]-[hash].js',
        codeSplitting: FIRST,
      },
    },
  },
  preview: { host: 'localhost', port: 4173 },
});
