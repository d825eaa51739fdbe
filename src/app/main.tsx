/**
 * Starts the page, and the service worker that keeps it for visits without a network.
 */
/// <reference types="vite-plugin-pwa/vanillajs" />
import { render } from 'preact';
import { registerSW } from 'virtual:pwa-register';
import { App } from './App';

// A new version serves the next visit: reloading now would throw away the photo on the page.
registerSW({ immediate: true, onNeedReload: () => undefined });

const root = document.getElementById('app');
if (root) render(<App />, root);
