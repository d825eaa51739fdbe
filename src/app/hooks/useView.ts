import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { viewIn } from '../link';
import type { View } from '../views/names';

interface Shown {
  readonly view: View;
  /** The fragment of the page's address. */
  readonly fragment: string;
  /** The views that were shown before; they keep what they hold. */
  readonly visited: ReadonlySet<View>;
}

/** The view that the page's address names. It begins with that of the first state, as index.html has it. */
export function useView(): Shown {
  const [fragment, setFragment] = useState('');
  const visited = useRef(new Set<View>()).current;
  const view = viewIn(fragment);
  visited.add(view);
  useLayoutEffect(() => {
    const listening = new AbortController();
    const look = (): void => setFragment(location.hash);
    look();
    window.addEventListener('hashchange', look, { signal: listening.signal });
    return () => listening.abort();
  }, []);
  useEffect(() => () => scrollTo(0, 0), [view]); // after each change: a view begins at its top
  return { view, fragment, visited };
}
