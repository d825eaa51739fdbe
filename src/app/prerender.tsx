/**
 * The page in its first state, as HTML that tools/build puts into index.html.
 */
import { renderToString } from 'preact-render-to-string';
import { App } from './components/App';

export const firstScreen = (): string => renderToString(<App watchShell={() => undefined} />);
