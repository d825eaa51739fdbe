// The attention-weighted sum over the radix of radix-major maps and the average pool behind it: each split is pooled, and
// weighted then. Four output channels of one pixel a thread.
//
// input     [IMAGES, RADIX, BLOCKS, IN_HEIGHT, IN_WIDTH] vec4f
// attention [IMAGES, RADIX, BLOCKS] vec4f
// output    [IMAGES, BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f
// grid      x: pixels of the output; y: vec4f of output channels; z: image

override RADIX: u32 = 2u;
override IMAGES: u32 = 1u;
override BLOCKS: u32 = 1u;
override IN_HEIGHT: u32 = 1u;
override IN_WIDTH: u32 = 1u;
override OUT_HEIGHT: u32 = 1u;
override OUT_WIDTH: u32 = 1u;
override KERNEL_SIZE: u32 = 3u;
override STRIDE: u32 = 2u;
override PADDING: u32 = 1u;
override PADDING_END: u32 = 0u;
override COUNT_INCLUDE_PAD: bool = true;
override WORKGROUP_X: u32 = 64u;

const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
// As it stands in this file, for a radix of 1: r numbers what //#unroll repeats.
const r = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4, IMAGES * RADIX * BLOCKS * IN_PLANE>;
@group(0) @binding(1) var<storage, read> attention: array<vec4f, IMAGES * RADIX * BLOCKS>;
@group(0) @binding(2) var<storage, read_write> output: array<Out4, IMAGES * BLOCKS * OUT_PLANE>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= OUT_PLANE) {
    return;
  }
  let first = id.z * RADIX * BLOCKS + id.y;
  let corner_y = id.x / OUT_WIDTH * STRIDE;
  let corner_x = id.x % OUT_WIDTH * STRIDE;
  //#unroll r RADIX
  var sum_r = vec4f();
  //#end
  var inside = 0u;
  var padded = 0u;
  for (var ky = 0u; ky < KERNEL_SIZE; ky++) {
    for (var kx = 0u; kx < KERNEL_SIZE; kx++) {
      // Coordinates in the padded map; with ceil_mode a window may end behind it.
      let y = corner_y + ky;
      let x = corner_x + kx;
      if (y < IN_HEIGHT + 2u * PADDING + PADDING_END && x < IN_WIDTH + 2u * PADDING + PADDING_END) {
        padded++;
      }
      if (y >= PADDING && y - PADDING < IN_HEIGHT && x >= PADDING && x - PADDING < IN_WIDTH) {
        let at = first * IN_PLANE + (y - PADDING) * IN_WIDTH + x - PADDING;
        //#unroll r RADIX
        sum_r += vec4f(input[at + r * BLOCKS * IN_PLANE]);
        //#end
        inside++;
      }
    }
  }
  var sum = vec4f();
  //#unroll r RADIX
  sum = fma(attention[first + r * BLOCKS], sum_r, sum);
  //#end
  let mean = sum / f32(select(inside, padded, COUNT_INCLUDE_PAD));
  output[(id.z * BLOCKS + id.y) * OUT_PLANE + id.x] = as_out(mean);
}
