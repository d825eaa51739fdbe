/**
 * The things that were taught and are kept on this device.
 */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../../failures';
import { keep, type Project, projects, remove } from './shelf';

export interface Projects {
  /** The last one kept first; undefined until the browser has told. */
  readonly all: readonly Project[] | undefined;
  readonly failure: Failure | undefined;
  readonly keep: (project: Project) => Promise<boolean>;
  readonly remove: (name: string) => Promise<boolean>;
}

export function useProjects(): Projects {
  const [all, setAll] = useState<readonly Project[]>();
  const [failure, setFailure] = useState<Failure>();

  /** Whether the work was done; then the list is read anew. */
  const after = useCallback(async (work: Promise<unknown>): Promise<boolean> => {
    try {
      await work;
      const found = await projects();
      setAll(found.toSorted((a, b) => b.saved.getTime() - a.saved.getTime()));
      setFailure(undefined);
      return true;
    } catch (error) {
      setFailure(failureOf(error, { on: 'photo', name: '' }));
      return false;
    }
  }, []);
  useEffect(() => void after(Promise.resolve()), [after]);
  return {
    all,
    failure,
    keep: useCallback((project: Project) => after(keep(project)), [after]),
    remove: useCallback((name: string) => after(remove(name)), [after]),
  };
}
