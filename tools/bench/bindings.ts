/** Watches how many bytes of a buffer one binding of a shader sees, which WebGPU limits to 128 MiB by default. */

let largest = 0;

/** The most bytes of one binding among those made since the last call. */
export function takeLargestBinding(): number {
  const bytes = largest;
  largest = 0;
  return bytes;
}

/** Starts to watch. */
export function watchBindings(): void {
  const { createBindGroup } = GPUDevice.prototype;
  GPUDevice.prototype.createBindGroup = function (descriptor) {
    for (const { resource } of descriptor.entries) largest = Math.max(largest, bytesOf(resource));
    return createBindGroup.call(this, descriptor);
  };
}

function bytesOf(resource: GPUBindingResource): number {
  if (resource instanceof GPUBuffer) return resource.size;
  return 'buffer' in resource ? (resource.size ?? resource.buffer.size - (resource.offset ?? 0)) : 0;
}
