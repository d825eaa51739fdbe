/**
 * Links that open the page with a view, a model and a sample, such as `#view=many&model=resnest50d.in1k` or
 * `#model=resnest50d.in1k&sample=lemon.png`, or on WebGPU where that is slower, `#backend=webgpu`, or with two models side
 * by side, `#view=compare&with=resnest50d.in1k`. A name in a link only ever chooses among what the page has; anyone may
 * have written it.
 */
import { publishedModels } from '../index';
import { type ModelRequest, nameOf, requestNamed } from './modelRequest';
import { PageError } from './pageError';
import { type Sample, samples } from './samples';
import type { Photo } from './state';
import { FIRST_VIEW, type View, viewNames } from './views/names';

/** The link to the same page with its model on WebGPU, though that is the slower way on this device. */
export const WEBGPU_LINK = '#backend=webgpu';

/** What a link asks for, and what of it the page does not have. */
export interface Wish {
  /** Whether the model is to run on WebGPU, also where an emulated graphics processor makes that the slower way. */
  readonly onWebGPU?: boolean | undefined;
  readonly request?: ModelRequest | undefined;
  readonly sample?: Sample | undefined;
  readonly fault?: PageError | undefined;
}

const fieldsOf = (fragment: string): URLSearchParams => new URLSearchParams(fragment.replace(/^#/, ''));

/** Reads the fragment of an address. An empty name asks for nothing, nor does one that the fragment before had too. */
export function wishIn(fragment: string, before = ''): Wish {
  const [fields, old] = [fieldsOf(fragment), fieldsOf(before)];
  const newIn = (field: string): string => {
    const value = fields.get(field) ?? '';
    return value === old.get(field) ? '' : value;
  };
  const [view, backend, file] = [newIn('view'), newIn('backend'), newIn('sample')];
  const onWebGPU = backend === 'webgpu' || undefined;
  const sample = samples.find((each) => each.file === file);
  const { request, fault = unless(sample, file) } = modelIn(newIn('model'));
  const isView = viewNames.some((each) => each === view);
  return { onWebGPU, request, sample, fault: fault ?? unless(isView, view) ?? unless(onWebGPU, backend) };
}

/** The fault of a name for which nothing was found. */
const unless = (found: unknown, name: string): PageError | undefined =>
  found || name === '' ? undefined : new PageError('link-unknown', name);

function modelIn(name: string): Pick<Wish, 'request' | 'fault'> {
  const entry = publishedModels.find((each) => each.name === name);
  if (!entry) return { fault: unless(entry, name) };
  return entry.isReadable ? { request: requestNamed(entry.name) } : { fault: new PageError('link-by-hand', name) };
}

/** The model that a link wants beside the first, in its field `with`; read as `wishIn` reads the first one's. */
export function secondIn(fragment: string, before = ''): Pick<Wish, 'request' | 'fault'> {
  const [name, old] = [fragment, before].map((each) => fieldsOf(each).get('with') ?? '');
  return modelIn(name === undefined || name === old ? '' : name);
}

/** The view that the fragment of an address names; the first one where it names none that the page has. */
export const viewIn = (fragment: string): View =>
  viewNames.find((name) => name === fieldsOf(fragment).get('view')) ?? FIRST_VIEW;

/** The link to another view; all else in the fragment stays. */
export function linkToView(fragment: string, view: View): string {
  const fields = fieldsOf(fragment);
  fields.delete('view');
  const rest = fields.toString();
  return view === FIRST_VIEW ? `#${rest}` : `#view=${view}${rest && `&${rest}`}`;
}

/**
 * The link to a model and a photo, in a view, and to a second model beside the first; undefined for a checkpoint of the
 * person's, which no link can hold.
 */
export function linkTo(
  request: ModelRequest,
  photo: Pick<Photo, 'name' | 'isSample'> | undefined,
  view: View,
  second?: ModelRequest,
): string | undefined {
  if (request.origin === 'own' || second?.origin === 'own') return undefined;
  const fields = new URLSearchParams({ model: nameOf(request) });
  if (second) fields.set('with', nameOf(second));
  if (photo?.isSample) fields.set('sample', photo.name);
  return linkToView(fields.toString(), view);
}
