/**
 * Starts the page, whose first state lies in index.html as HTML, and the service worker that keeps it for offline
 * visits.
 */
import { hydrate } from 'preact';
import { App } from './components/App';
import { watchShell } from './shell';

const root = document.getElementById('app');
if (root) hydrate(<App watchShell={watchShell} />, root);
void import('./hooks/keepFocus').then(
  (late) => late.keepFocus(),
  () => undefined, // the page works without it
);
