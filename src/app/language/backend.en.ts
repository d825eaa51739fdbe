/**
 * What the page says where a model runs without a graphics processor, in English.
 */
export const backend = {
  without:
    'This browser gives the page no graphics processor, so it computes in WebAssembly. It answers the same, but more slowly.',
  emulated:
    'This browser only imitates a graphics processor, so the page computes in WebAssembly. It answers the same as with a real one, but more slowly.',
  anyway: 'Use the imitated one',
  on: (adapter: string | undefined) => `on ${adapter ?? 'this device’s graphics processor'}`,
  device: 'Computes with',
  memory: 'Memory for it',
  noTest: 'The self-test tests programs of graphics processors. This model runs in WebAssembly, where there are none.',
};

export type BackendTexts = typeof backend;
