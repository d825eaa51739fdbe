/** The page's side: starts the built library, and says what came of it. */
import type { Source } from '../../../src/index';
import { seededInput } from '../../../src/testing/seeded';
import { hasten } from './clock';
import { loseDevices } from './deviceFaults';
import { importLibrary } from './library';
import { makePictures } from './pictures';
import { breakStorage } from './storageFaults';
import type { Answer, Task } from './task';

export type { Answer, Task } from './task';
export * as soak from './soak';

let sharing: Promise<GPUDevice> | undefined;

async function openDevice(): Promise<GPUDevice> {
  const device = await (await navigator.gpu.requestAdapter())?.requestDevice();
  if (!device) throw new Error('WebGPU has no device here');
  return device;
}

/** The page's device. */
const sharedDevice = (): Promise<GPUDevice> => (sharing ??= openDevice());

/** Starts a classifier and makes its calls, one answer each. */
export async function start(task: Task): Promise<Answer[]> {
  const { createClassifier } = await importLibrary();
  const device = task.device === 'own' ? undefined : await sharedDevice();
  const { weights, config, inputSize, sha256, cache, calls = 1, loss } = task;
  const undo = [hasten(task.haste ?? 1), ...(task.storage ? [breakStorage(task.storage)] : [])];
  if (loss?.during === 'load') undo.push(loseDevices(loss));
  try {
    const classifier = await createClassifier({
      ...{ weights, model: config, inputSize, device, kernels: 'direct' },
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(cache === undefined ? {} : { cache }),
    });
    const { fromCache } = classifier.info.timings;
    const input = seededInput([1, 3, inputSize, inputSize]);
    const tensors = Array.from({ length: calls }, () => input);
    const expected = task.asksPictures ? await classifier.logits(await makePictures()) : [];
    const sources: readonly Source[] = task.asksPictures ? await makePictures() : tensors;
    if (loss?.during === 'run') undo.push(loseDevices(loss));
    const asked = sources.map((source, i) =>
      classifier.logits(source).then(
        (logits): Answer => ({
          ...{ kind: 'logits', logits: [...logits], fromCache },
          ...(expected[i] ? { expected: [...expected[i]] } : {}),
        }),
        answerOf,
      ),
    );
    const answers = await Promise.all(asked);
    await classifier.dispose();
    return answers;
  } catch (error) {
    return [answerOf(error)];
  } finally {
    for (const mend of undo) mend();
  }
}

function answerOf(error: unknown): Answer {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const { code } = error as { readonly code?: unknown };
  return { kind: 'error', name, message, code: typeof code === 'string' ? code : undefined };
}

/** Empties the cache of packed weights and of whatever else the library keeps. */
export async function clear(): Promise<void> {
  const databases = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  await Promise.all(
    databases.map(
      (name) =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.deleteDatabase(name);
          request.onsuccess = () => resolve();
          request.onerror = () => reject(new Error(`the database ${name} could not be deleted`));
        }),
    ),
  );
}
