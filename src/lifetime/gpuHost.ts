/**
 * A model on the GPU as the public door asks it.
 */
import type { Host } from '../host';
import { ask, byGpu, type Office } from '../tasks/calls/ask';
import { HOST, ON_GPU } from '../tasks/calls/landing';
import { preprocess } from '../tasks/calls/preprocess';
import type { LivingModel } from './livingModel';

export function gpuHost(living: LivingModel): Host {
  const { calls } = living;
  const office: Office = { desks: living, calls };
  return {
    get info() {
      return living.info;
    },
    get model() {
      return living.latest.model;
    },
    calls,
    ask: (task, sources, signal) => ask(office, task, sources, byGpu(HOST), signal),
    askOnGpu: (task, sources, signal) => ask(office, task, sources, byGpu(ON_GPU), signal),
    async *answerTiles(sheet, task, options) {
      const { answerTiles, tilesOnGpu } = await import('../tasks/calls/answerTiles');
      yield* answerTiles(tilesOnGpu(office), sheet, task, options);
    },
    preprocess: (source, look, signal) => preprocess(office, source, look, signal),
    selfTest: async (signal) => {
      calls.admit(signal);
      return calls.inTurn(signal, async ({ sessions, model }) => {
        const { selfTest } = await import('../scheduler/tune/selfTest');
        const input = [1, model.graph.inChannels, ...model.inputSize] as const;
        return selfTest(sessions.place, model.graph, input, { choices: sessions.choices, signal });
      });
    },
    move: (device, signal) => living.move(device, signal),
    close: () => living.close(),
  };
}
