// Any convolution whose groups have whole vec4f of outputs, by register tiles: a thread computes TILE_X neighbouring outputs
// of one row times TILE_C vec4f of output channels, reading each input and weight once for the whole tile.
//
// input   [N, IN_BLOCKS, IN_HEIGHT, IN_WIDTH] vec4f; a group's GROUP_IN channels lie in GROUP_IN_BLOCKS of them, and may
//         begin within the first: for its neighbours' the weights are zeros
// weights [GROUPS][GROUP_OUT_BLOCKS][KERNEL_SIZE^2][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f; for int8 weights as many scales after them
// output  [N, OUT_BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike; the slot `pool` may write its mean too
// grid    x: tiles of the map, row by row; y: tiles of the output channels, group by group; z: image
// The caller guarantees that TILE_C divides GROUP_OUT_BLOCKS. The slot `taps` has TAPS taps of a row in one turn of its loop,
// and reads the WINDOW inputs that they need.

override GROUPS: u32 = 1u;
override GROUP_IN: u32 = 4u;
override GROUP_IN_BLOCKS: u32 = 1u;
override GROUP_OUT_BLOCKS: u32 = 1u;
override IN_HEIGHT: u32 = 1u;
override IN_WIDTH: u32 = 1u;
override OUT_HEIGHT: u32 = 1u;
override OUT_WIDTH: u32 = 1u;
override KERNEL_SIZE: u32 = 3u;
override STRIDE: u32 = 1u;
override PADDING: u32 = 1u;
override DILATION: u32 = 1u;
override RELU: bool = false;
override TILE_X: u32 = 1u;
override TILE_C: u32 = 1u;
override TAPS: u32 = 1u;
override WINDOW: u32 = 1u;
override WORKGROUP_X: u32 = 64u;
override WORKGROUP_Y: u32 = 1u;

const IN_BLOCKS = (GROUPS * GROUP_IN + 3u) / 4u;
const OUT_BLOCKS = GROUPS * GROUP_OUT_BLOCKS;
const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const ROW_TILES = (OUT_WIDTH + TILE_X - 1u) / TILE_X;
const CHANNEL_TILES = OUT_BLOCKS / TILE_C;
const MAP_TILES = (ROW_TILES * OUT_HEIGHT + WORKGROUP_X - 1u) / WORKGROUP_X;
const THREADS = WORKGROUP_X * WORKGROUP_Y;
const POOL_WIDTH = WORKGROUP_X;
// Weights of one vec4f of output channels.
const STREAM = KERNEL_SIZE * KERNEL_SIZE * GROUP_IN_BLOCKS * 4u;
// The tile as it stands in this file is one output times one vec4f: p and t number what //#unroll repeats, j and kx inputs
// and taps of a row.
const p = 0u;
const t = 0u;
const j = 0u;
const kx = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include rectify
//#include epilogue

// For the slot `pool`.
var<workgroup> sums: array<vec4f, TILE_C * THREADS>;
//#include pool

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let inside = id.x < ROW_TILES * OUT_HEIGHT && id.y < CHANNEL_TILES;
  if (inside) {
    let y = id.x / ROW_TILES;
    let x = (id.x % ROW_TILES) * TILE_X;
    let group = id.y / (GROUP_OUT_BLOCKS / TILE_C);
    let slab = (id.z * IN_BLOCKS + group * GROUP_IN / 4u) * IN_PLANE;

    //#unroll t TILE_C
    //#unroll p TILE_X
    var sum_t_p = vec4f();
    //#end
    //#end

    for (var ky = 0u; ky < KERNEL_SIZE; ky++) {
      let in_y = i32(y * STRIDE + ky * DILATION) - i32(PADDING);
      if (in_y < 0 || in_y >= i32(IN_HEIGHT)) {
        continue;
      }
      //#include taps
    }

    let corner = (id.z * OUT_BLOCKS + id.y * TILE_C) * OUT_PLANE + y * OUT_WIDTH + x;
    // A loop and not unrolled: the stores of a large tile would be most of the program, and run once.
    var outputs = array<vec4f, TILE_X * TILE_C>(
      //#unroll t TILE_C
      //#unroll p TILE_X
      sum_t_p,
      //#end
      //#end
    );
    for (var i = 0u; i < TILE_X * TILE_C; i++) {
      let index = corner + i / TILE_X * OUT_PLANE + i % TILE_X;
      if (x + i % TILE_X < OUT_WIDTH) {
        let out_block = id.y * TILE_C + i / TILE_X;
        let sum = rectify(scaled(outputs[i], out_block), y, x + i % TILE_X) + bias[out_block];
        let value = as_out(epilogue(sum, index));
        output[index] = value;
        collect(vec4f(value), i / TILE_X);
      }
    }
  }

  let thread = id.y % WORKGROUP_Y * WORKGROUP_X + id.x % WORKGROUP_X;
  pool(thread);
  if (inside) {
    //#unroll t TILE_C
    publish(thread, t, id.z * OUT_BLOCKS + id.y * TILE_C + t, id.x / WORKGROUP_X);
    //#end
  }
}
