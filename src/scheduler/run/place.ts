/**
 * The device that a model runs on, and the settings that every plan and session there share.
 */
import type { Storage } from '../../core/storage';
import type { Gpu } from '../../gpu/device';
import type { PipelineCache } from '../../gpu/pipelines';
import type { Target } from '../../kernels/launch';

export interface Place {
  readonly gpu: Gpu;
  readonly pipelines: PipelineCache;
  /** How weights are kept on the GPU. */
  readonly storage: Storage;
  readonly target: Target;
}
