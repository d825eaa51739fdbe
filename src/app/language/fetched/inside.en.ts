/**
 * What the page tells of its own workings, in English. It comes with their dialog.
 */
import type { Numbers } from '../numbers';

export const insideIn = (n: Numbers) => ({
  input: 'What the model gets',
  inputSaid: (height: number, width: number) =>
    `Your square as the network receives it: ${n.count(height)}×${n.count(width)} pixels, drawn large and not smoothed.`,
  noPhoto: 'Choose a photo first.',
  start: 'Start of the model',
  fromCache: (isCached: boolean): string => (isCached ? 'from this device' : 'fetched and unpacked'),
  run: 'Last run',
  device: 'Device',
  adapter: 'Graphics processor',
  storage: 'Weights on it are kept as',
  memory: 'Memory on it',
  ofWeights: (weights: number, rest: number) => `${n.megabytes(weights)} of weights, ${n.megabytes(rest)} for a run`,
  kernels: 'Choice of programs',
  tuned: { default: 'the usual one', stored: 'tuned on an earlier visit', measured: 'tuned on this visit' },
  losses: 'Losses of the graphics processor',
  kept: 'Kept on this device',
  used: (bytes: number) => n.megabytes(bytes),
  unknown: 'not known',
  test: 'Self-test',
  testSaid: 'Runs every program twice on known numbers and compares it with exact ones. It takes some seconds.',
  testStart: 'Test this graphics processor',
  testing: 'Testing…',
  passed: 'All programs compute what they should.',
  failed: 'Some programs are wrong on this device. Please report it with this text.',
  report: 'Report',
  copy: 'Copy the report',
  copied: 'Copied.',
  copyFailed: 'The browser does not allow that; select the text and copy it.',
});

export type InsideTexts = ReturnType<typeof insideIn>;
