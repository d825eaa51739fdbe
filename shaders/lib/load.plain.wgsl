// A convolution's input as it lies in memory.
fn load(image: u32, block: u32, pixel: u32) -> vec4f {
  return vec4f(input[(image * IN_BLOCKS + block) * IN_PLANE + pixel]);
}
