import { useEffect, useState } from 'preact/hooks';
import type { WatchShell } from '../shell';

/** The state of the page itself, without the model. */
export interface Shell {
  /** Whether the browser keeps it; undefined until that is known. */
  readonly isKept?: boolean;
  /** Loads the newer version, if there is one. */
  readonly reload?: () => void;
}

export function useShell(watch: WatchShell): Shell {
  const [shell, setShell] = useState<Shell>({});
  useEffect(() => {
    watch({
      onKept: (isKept) => setShell((old) => ({ ...old, isKept })),
      onUpdate: (reload) => setShell((old) => ({ ...old, reload })),
    });
  }, [watch]);
  return shell;
}
