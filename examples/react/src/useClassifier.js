import { useEffect, useState } from 'react';
import { createClassifier } from 'resnest-webgpu/worker';

/** A classifier that lives as long as the component: `{ classifier }`, `{ error }`, or `{ progress }` until then. */
export function useClassifier() {
  const [state, setState] = useState({});
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const set = (next) => signal.aborted || setState(next);
    const starting = createClassifier({ signal, onProgress: (progress) => set({ progress }) });
    starting.then(
      (classifier) => set({ classifier }),
      (error) => set({ error }),
    );
    return () => {
      // Ends the start where it is; a classifier that is there already is freed.
      leaving.abort();
      starting.then(
        (classifier) => classifier.dispose(),
        () => undefined, // aborted
      );
    };
  }, []);
  return state;
}
