/**
 * Answers as JSON, with all that one needs to have them once more: the model, its file and its settings.
 */
import type { ClassifierInfo } from '../../../index';
import { digestOfModel } from '../../model/modelDigest';
import type { Model } from '../../state';
import type { Shot } from '../shots';

/** What is written of the model. `sha256` is null where it is not known. */
interface ModelOfAnswers {
  readonly name: string;
  readonly published: string | null;
  readonly file: string | null;
  readonly sha256: string | null;
}

async function modelOf(model: Model): Promise<ModelOfAnswers> {
  const { request, classifier } = model;
  const { model: name, published } = classifier.info;
  const file = request.origin === 'own' ? request.weights.name : (published?.file ?? null);
  return { name, published: published?.name ?? null, file, sha256: (await digestOfModel(model)) ?? null };
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
