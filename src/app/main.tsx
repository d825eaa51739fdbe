/**
 * Brings the page to life, which lies drawn in index.html, and starts what keeps it for visits without a network.
 */
import { hydrate } from 'preact';
import { App } from './components/App';
import { watchShell } from './shell';

const root = document.getElementById('app');
if (root) hydrate(<App watchShell={watchShell} />, root);
