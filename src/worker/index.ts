/**
 * The public door of resnest-webgpu once more, with the work in a worker: the page's own thread stays free.
 * @module resnest-webgpu/worker
 */
export * from '../index';
export { createClassifier } from './createClassifier';
export type { WorkerOptions } from './options';
