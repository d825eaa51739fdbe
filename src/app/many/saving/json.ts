/**
 * Answers as JSON, with all that one needs to have them once more: the model, its file and its settings.
 */
import type { ClassifierInfo } from '../../../index';
import { digestOf } from '../../fileContent';
import type { Model } from '../../state';
import type { Shot } from '../shots';

/** Bytes of a checkpoint of the person's that are read at once for its digest. */
const MOST_DIGESTED = 1 << 30;

/** What is written of the model. `sha256` is null where it is not known. */
interface ModelOfAnswers {
  readonly name: string;
  readonly published: string | null;
  readonly file: string | null;
  readonly sha256: string | null;
}

async function modelOf({ request, classifier }: Model): Promise<ModelOfAnswers> {
  const { model: name, published, cacheKey } = classifier.info;
  const file = request.origin === 'own' ? request.weights.name : (published?.file ?? null);
  return { name, published: published?.name ?? null, file, sha256: await digestOfModel(request, cacheKey) };
}

/** Of a file of the person's its own digest, else the one by which the library keeps the weights. */
async function digestOfModel(request: Model['request'], cacheKey: string | undefined): Promise<string | null> {
  if (request.origin !== 'own') return /^[0-9a-f]{64}(?=#)/.exec(cacheKey ?? '')?.[0] ?? null;
  if (request.weights.size > MOST_DIGESTED) return null;
  return digestOf(request.weights);
}

const settingsOf = ({ inputSize, preprocessing, storage, backend, adapter, assumed }: ClassifierInfo) => ({
  inputSize,
  preprocessing,
  storage,
  backend,
  adapter,
  assumed,
});

/** The answers of a model; `said` is the reason why a photo cannot be read. */
export async function jsonOf(
  shots: readonly Shot[],
  model: Model,
  said: (shot: Shot) => string,
  made = new Date(),
): Promise<string> {
  const photos = shots.map((shot) => {
    const { path, file, outcome } = shot;
    const about = { path, bytes: file.size, modified: new Date(file.lastModified).toISOString() };
    if (!outcome) return about;
    return 'classes' in outcome
      ? { ...about, classes: outcome.classes }
      : { ...about, error: { code: outcome.failure.code, message: said(shot) } };
  });
  const whole = {
    made: made.toISOString(),
    model: await modelOf(model),
    settings: settingsOf(model.classifier.info),
    photos,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
