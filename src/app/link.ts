/**
 * Links that open the page with a model and a sample, such as `#model=resnest50d.in1k&sample=lemon.png`. A name in a link
 * only ever chooses among the models and samples that the page has; anyone may have written it.
 */
import { EMBEDDED, EMBEDDED_REQUEST, type ModelRequest, published } from './modelRequest';
import { PageError } from './pageError';
import { type Sample, samples } from './samples';
import type { Photo } from './state';

/** What a link asks for, and what of it the page does not have. */
export interface Wish {
  readonly request?: ModelRequest | undefined;
  readonly sample?: Sample | undefined;
  readonly modelFault?: PageError | undefined;
  readonly sampleFault?: PageError | undefined;
}

/** As much of an unknown name as a sentence has room for. */
const shown = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);

/** Reads the fragment of an address; an empty name asks for nothing. */
export function wishIn(fragment: string): Wish {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const [name, file] = [fields.get('model') ?? '', fields.get('sample') ?? ''];
  const sample = samples.find((each) => each.file === file);
  const sampleFault = file !== '' && !sample ? new PageError('link-sample', shown(file)) : undefined;
  return { ...modelIn(name), sample, sampleFault };
}

function modelIn(name: string): Wish {
  if (name === '') return {};
  if (name === EMBEDDED.name) return { request: EMBEDDED_REQUEST };
  const entry = published.find((each) => each.name === name);
  if (!entry) return { modelFault: new PageError('link-model', shown(name)) };
  if (!entry.isReadable) return { modelFault: new PageError('link-by-hand', name) };
  return { request: { origin: 'published', name: entry.name } };
}

/** The link to a model and a photo; undefined for a checkpoint of the person's, which no link can hold. */
export function linkTo(request: ModelRequest, photo: Pick<Photo, 'name' | 'isSample'> | undefined): string | undefined {
  if (request.origin === 'own') return undefined;
  const fields = new URLSearchParams({ model: request.origin === 'embedded' ? EMBEDDED.name : request.name });
  if (photo?.isSample) fields.set('sample', photo.name);
  return `#${fields.toString()}`;
}
