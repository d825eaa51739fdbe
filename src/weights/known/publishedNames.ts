/**
 * Written by `npm run docs` from weights/manifest.json.
 */

/** The names of the checkpoints that `model` loads, the embedded one first. */
export type PublishedModel =
  | 'resnest26_2s1x32d'
  | 'resnest14d.gluon_in1k'
  | 'resnest26d.gluon_in1k'
  | 'resnest50d.in1k'
  | 'resnest101e.in1k'
  | 'resnest200e.in1k'
  | 'resnest269e.in1k'
  | 'resnest50d_4s2x40d.in1k'
  | 'resnest50d_1s4x24d.in1k'
  | 'gluon_resnest14-9c8fe254'
  | 'gluon_resnest26-50eb607c'
  | 'resnest50-528c19ca'
  | 'resnest101-22405ba7'
  | 'resnest200-75117900'
  | 'resnest269-0cc87c48'
  | 'resnest50_fast_1s1x64d-d8fbf808'
  | 'resnest50_fast_2s1x64d-44938639'
  | 'resnest50_fast_4s1x64d-f74f3fc3'
  | 'resnest50_fast_1s2x40d-32830b84'
  | 'resnest50_fast_2s2x40d-9d126481'
  | 'resnest50_fast_4s2x40d-41d14ed0'
  | 'resnest50_fast_1s4x24d-d4a4f76f';
