/**
 * Explanations after the loss of the model that gave the answer.
 */
import { h, render } from 'preact';
import { expect, test, vi } from 'vitest';
import { type Classifier, DeviceLostError, type Explanation, ImageError } from '../../index';
import type { Action, Answer, Model } from '../state';
import { type Explained, useExplanations } from './useExplanations';

const request = { origin: 'embedded' } as const;
const info = { inputSize: [96, 96], preprocessing: { recipe: 'timm', cropPct: 1 } };
const modelThat = (explain: () => Promise<Explanation>): Model => ({
  request,
  classifier: { info, explain } as unknown as Classifier,
});
const answerOf = (model: Model): Answer => ({
  photo: { name: 'a.png', isSample: false, blob: new Blob(), url: '', size: { width: 9, height: 9 } },
  ...{ square: undefined, model, classes: [], runMs: 1 },
});

/** Draws the hook with a model and an answer; what it holds is in `held`. */
function explaining() {
  const place = document.createElement('div');
  const told: Action[] = [];
  const held: { now?: Explained } = {};
  const dispatch = (action: Action): void => void told.push(action);
  const Holder = (props: { readonly model: Model | undefined; readonly answer: Answer }) => {
    held.now = useExplanations(props.model, props.answer, 7, dispatch);
    return null;
  };
  const show = (model: Model | undefined, answer: Answer): void => render(h(Holder, { model, answer }), place);
  return { told, held, show, end: () => render(null, place) };
}

test('a loss is the page’s to mend: the model that comes in its place explains the same answer', async () => {
  const explanation = { index: 7 } as Explanation;
  const lost = modelThat(() => Promise.reject(new DeviceLostError('lost', 'GPUDevice was lost')));
  const { told, held, show, end } = explaining();
  const answer = answerOf(lost);
  show(lost, answer);
  await vi.waitFor(() => expect(told).toMatchObject([{ type: 'model lost', model: lost }]));
  expect(held.now?.failure).toBeUndefined();
  show(undefined, answer);
  show(
    modelThat(() => Promise.resolve(explanation)),
    answer,
  );
  await vi.waitFor(() => expect(held.now?.byIndex.get(7)).toBe(explanation));
  end();
});

test('any other failure is shown, and the answer is not asked about again', async () => {
  const explain = vi.fn(() => Promise.reject(new ImageError('damaged', 'torn')));
  const { told, held, show, end } = explaining();
  const model = modelThat(explain);
  show(model, answerOf(model));
  await vi.waitFor(() => expect(held.now?.failure?.code).toBe('photo-damaged'));
  expect(told).toEqual([]);
  expect(explain).toHaveBeenCalledOnce();
  end();
});
