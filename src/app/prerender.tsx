/**
 * The page as it is before anything has happened, for tools/build to put into index.html.
 */
import { renderToString } from 'preact-render-to-string';
import { App } from './components/App';

export const firstScreen = (): string => renderToString(<App watchShell={() => undefined} />);
