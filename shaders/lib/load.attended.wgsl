// A convolution's input as the attention-weighted sum over the splits [N, RADIX, IN_BLOCKS, IN_PLANE] that lie in memory.
override RADIX: u32 = 2u;

const r = 0u;

@group(0) @binding(5) var<storage, read> attention: array<vec4f>;

fn load(image: u32, block: u32, pixel: u32) -> vec4f {
  var sum = vec4f();
  let map = image * RADIX * IN_BLOCKS + block;
  //#unroll r RADIX
  sum = fma(attention[map + r * IN_BLOCKS], vec4f(input[(map + r * IN_BLOCKS) * IN_PLANE + pixel]), sum);
  //#end
  return sum;
}
