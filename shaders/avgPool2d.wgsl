// PyTorch's avg_pool2d in both of its countings, one vec4f of channels of one output a thread.
//
// input  [N, BLOCKS, IN_HEIGHT, IN_WIDTH] vec4f
// output [N, BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f
// grid   x: pixels of the map; y: vec4f of channels; z: image

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

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
@group(0) @binding(1) var<storage, read_write> output: array<Out4>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= OUT_PLANE) {
    return;
  }
  let map = (id.z * BLOCKS + id.y) * IN_PLANE;
  var sum = vec4f();
  var inside = 0u;
  var padded = 0u;
  for (var ky = 0u; ky < KERNEL_SIZE; ky++) {
    for (var kx = 0u; kx < KERNEL_SIZE; kx++) {
      // Coordinates in the padded map; with ceil_mode a window may end behind it.
      let y = (id.x / OUT_WIDTH) * STRIDE + ky;
      let x = (id.x % OUT_WIDTH) * STRIDE + kx;
      if (y < IN_HEIGHT + 2u * PADDING + PADDING_END && x < IN_WIDTH + 2u * PADDING + PADDING_END) {
        padded++;
      }
      if (y >= PADDING && y - PADDING < IN_HEIGHT && x >= PADDING && x - PADDING < IN_WIDTH) {
        sum += vec4f(input[map + (y - PADDING) * IN_WIDTH + x - PADDING]);
        inside++;
      }
    }
  }
  let mean = sum / f32(select(inside, padded, COUNT_INCLUDE_PAD));
  output[(id.z * BLOCKS + id.y) * OUT_PLANE + id.x] = as_out(mean);
}
