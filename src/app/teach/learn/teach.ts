/**
 * Teaches in a worker.
 */
import type { Lesson } from './fit';
import type { Taught } from './learn';
import type { Said } from './teacher';

interface Following {
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** The head that a lesson gives. Throws the signal's reason, at once; an Error if the worker does not start or ends. */
export async function teach(lesson: Lesson, { signal, onProgress }: Following): Promise<Taught> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./teacher.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Taught>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      worker.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker did not start')));
      worker.addEventListener('message', ({ data }: MessageEvent<Said>) => {
        if ('taught' in data) resolve(data.taught);
        else onProgress(data.share);
      });
      worker.postMessage(lesson);
    });
  } finally {
    worker.terminate();
  }
}
