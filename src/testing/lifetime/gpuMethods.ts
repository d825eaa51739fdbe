/**
 * The methods of WebGPU at whose calls a device may be lost in a test.
 */

/** The prototype that has each method; it is there only where WebGPU is. */
export const GPU_METHODS = {
  requestDevice: () => GPUAdapter.prototype,
  createBuffer: () => GPUDevice.prototype,
  createTexture: () => GPUDevice.prototype,
  createShaderModule: () => GPUDevice.prototype,
  createComputePipelineAsync: () => GPUDevice.prototype,
  createBindGroup: () => GPUDevice.prototype,
  popErrorScope: () => GPUDevice.prototype,
  writeBuffer: () => GPUQueue.prototype,
  copyExternalImageToTexture: () => GPUQueue.prototype,
  submit: () => GPUQueue.prototype,
  mapAsync: () => GPUBuffer.prototype,
} as const;

export type GpuMethod = keyof typeof GPU_METHODS;
