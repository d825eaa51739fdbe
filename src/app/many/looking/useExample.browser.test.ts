/**
 * A photo that others are compared with, and the loss of the model that looks at it.
 */
import { h, render } from 'preact';
import { expect, test, vi } from 'vitest';
import { type Classifier, DeviceLostError } from '../../../index';
import { type Action, type Model, START, type State } from '../../state';
import { type Comparing, useExample } from './useExample';

const modelThat = (embed: () => Promise<Float32Array>): Model => ({
  request: START.home,
  classifier: { info: { outputs: ['embedding'] }, embed } as unknown as Classifier,
});

test('a loss is the page’s to mend: the model that comes in its place looks at the file', async () => {
  const place = document.createElement('div');
  const told: Action[] = [];
  const held: { now?: Comparing } = {};
  const dispatch = (action: Action): void => void told.push(action);
  const Holder = ({ state }: { readonly state: State }) => {
    held.now = useExample(state, dispatch);
    return null;
  };
  const show = (model: Model | undefined): void => render(h(Holder, { state: { ...START, model } }), place);
  const lost = modelThat(() => Promise.reject(new DeviceLostError('lost', 'GPUDevice was lost')));
  show(lost);
  held.now?.toFile(new File(['x'], 'a.png'));
  await vi.waitFor(() => expect(told).toMatchObject([{ type: 'model lost', model: lost }]));
  expect(held.now?.failure).toBeUndefined();
  show(undefined);
  expect(held.now?.coming?.name).toBe('a.png');
  show(modelThat(() => Promise.resolve(Float32Array.of(0, 2))));
  await vi.waitFor(() => expect(held.now?.example).toEqual({ name: 'a.png', embedding: Float32Array.of(0, 1) }));
  expect(held.now?.coming).toBeUndefined();
  show({
    ...modelThat(() => Promise.resolve(Float32Array.of(1))),
    request: { origin: 'published', name: 'resnest50d.in1k' },
  });
  await vi.waitFor(() => expect(held.now?.example).toBeUndefined()); // another model's embeddings
  render(null, place);
});
