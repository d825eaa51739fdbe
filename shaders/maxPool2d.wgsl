// PyTorch's max_pool2d, one vec4f of channels of one output a thread; padding never wins.
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
override WORKGROUP_X: u32 = 64u;

const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const LOWEST = -0x1.fffffep+127f;

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
  var largest = vec4f(LOWEST);
  for (var ky = 0u; ky < KERNEL_SIZE; ky++) {
    for (var kx = 0u; kx < KERNEL_SIZE; kx++) {
      let y = (id.x / OUT_WIDTH) * STRIDE + ky;
      let x = (id.x % OUT_WIDTH) * STRIDE + kx;
      if (y >= PADDING && y - PADDING < IN_HEIGHT && x >= PADDING && x - PADDING < IN_WIDTH) {
        largest = max(largest, vec4f(input[map + (y - PADDING) * IN_WIDTH + x - PADDING]));
      }
    }
  }
  output[(id.z * BLOCKS + id.y) * OUT_PLANE + id.x] = as_out(largest);
}
