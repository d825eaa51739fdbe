/**
 * The errors a caller can act on. Every message is one sentence: what is wrong, got against expected, what to do.
 */

/** Base of every error that this library throws on purpose. */
export class ResNeStError extends Error {
  override name = 'ResNeStError';
}

/** There is no usable WebGPU adapter here. */
export class WebGPUUnavailableError extends ResNeStError {
  override name = 'WebGPUUnavailableError';
}

/** The GPU device was lost while it was in use; create the classifier anew. */
export class DeviceLostError extends ResNeStError {
  override name = 'DeviceLostError';
}

/** The GPU has too little memory, or too small limits, for the model or the input. */
export class GpuMemoryError extends ResNeStError {
  override name = 'GpuMemoryError';
}

/** The checkpoint cannot be read, or does not match the model. */
export class WeightsError extends ResNeStError {
  override name = 'WeightsError';
}

/** A shader does not link or compile: a defect of this library or of the driver. */
export class ShaderError extends ResNeStError {
  override name = 'ShaderError';
}

/** An option, a model's name or a configuration is not valid. */
export class ConfigError extends ResNeStError {
  override name = 'ConfigError';
}

/** An image or an input tensor cannot be used. */
export class ImageError extends ResNeStError {
  override name = 'ImageError';
}
