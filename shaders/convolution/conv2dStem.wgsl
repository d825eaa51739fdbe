// The first convolution of a network, whose input is a single vec4f of channels, of which the photo fills three: a thread
// computes TILE_X neighbouring outputs of one row times TILE_C vec4f of output channels, all of them where they are few,
// and so reads its input once; lanes that hold zeros are not multiplied.
//
// input   [N, 1, IN_HEIGHT, IN_WIDTH] vec4f
// weights [OUT_BLOCKS][KERNEL_SIZE^2][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f; for int8 weights as many scales after them
// output  [N, OUT_BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike
// grid    x: tiles of the map, row by row; y: tiles of the output channels; z: image
// The caller guarantees that TILE_C divides OUT_BLOCKS.

override IN_CHANNELS: u32 = 1u;
override OUT_BLOCKS: u32 = 1u;
override IN_HEIGHT: u32 = 1u;
override IN_WIDTH: u32 = 1u;
override OUT_HEIGHT: u32 = 1u;
override OUT_WIDTH: u32 = 1u;
override KERNEL_SIZE: u32 = 3u;
override STRIDE: u32 = 2u;
override PADDING: u32 = 1u;
override DILATION: u32 = 1u;
override RELU: bool = false;
override TILE_X: u32 = 1u;
override TILE_C: u32 = 1u;
override WORKGROUP_X: u32 = 64u;
override WORKGROUP_Y: u32 = 1u;

const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const ROW_TILES = (OUT_WIDTH + TILE_X - 1u) / TILE_X;
// Weights of one vec4f of output channels.
const STREAM = KERNEL_SIZE * KERNEL_SIZE * 4u;
// As it stands in this file: one output, one vec4f, one lane.
const p = 0u;
const t = 0u;
const lane = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include factors
//#include epilogue

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let first = group.y * WORKGROUP_Y * TILE_C;
  prepare(first, thread);
  if (id.x >= ROW_TILES * OUT_HEIGHT || id.y >= OUT_BLOCKS / TILE_C) {
    return;
  }
  let y = id.x / ROW_TILES;
  let x = id.x % ROW_TILES * TILE_X;

  //#unroll t TILE_C
  //#unroll p TILE_X
  var sum_t_p = vec4f();
  //#end
  //#end

  for (var tap = 0u; tap < KERNEL_SIZE * KERNEL_SIZE; tap++) {
    // Above and left of the map coordinates wrap round, and are large.
    let in_y = y * STRIDE + tap / KERNEL_SIZE * DILATION - PADDING;
    let row = (id.z * IN_HEIGHT + in_y) * IN_WIDTH;
    //#unroll p TILE_X
    let in_x_p = (x + p) * STRIDE + tap % KERNEL_SIZE * DILATION - PADDING;
    let on_map_p = in_y < IN_HEIGHT && in_x_p < IN_WIDTH;
    let value_p = select(vec4f(), vec4f(input[select(0u, row + in_x_p, on_map_p)]), on_map_p);
    //#end
    //#unroll t TILE_C
    //#unroll lane IN_CHANNELS
    let weight_t_lane = factor(first, local.y, t, tap, lane);
    //#unroll p TILE_X
    sum_t_p = fma(weight_t_lane, vec4f(value_p[lane]), sum_t_p);
    //#end
    //#end
    //#end
  }

  //#unroll t TILE_C
  let block_t = id.y * TILE_C + t;
  let corner_t = (id.z * OUT_BLOCKS + block_t) * OUT_PLANE + y * OUT_WIDTH + x;
  //#unroll p TILE_X
  if (x + p < OUT_WIDTH) {
    output[corner_t + p] = as_out(epilogue(scaled(sum_t_p, block_t) + bias[block_t], corner_t + p));
  }
  //#end
  //#end
}
