// Any convolution whose groups are whole vec4f, on maps so small that a thread for each tile would leave a GPU idle: the
// slices of a workgroup share the input channels of one tile among them, and each row of taps has its own slices where
// TAP_ROWS is more than 1. In the end they add up what each has summed, always in the same order.
//
// input   [N, IN_BLOCKS, IN_HEIGHT, IN_WIDTH] vec4f, or what the slot `load` makes that of
// weights [GROUPS][GROUP_OUT_BLOCKS][KERNEL_SIZE^2][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f; for int8 weights as many scales after them
// output  [N, OUT_BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike; the slot `pool` may write its mean too
// grid    x: WORKGROUP_X tiles of TILE_X outputs: of 1x1 convolutions with rows joined, those of a thread TILES apart; of
//         others neighbours of one row, which share the inputs of all taps of a row; y: tiles of TILE_C vec4f of output
//         channels, group by group; z: image. In a workgroup x: tiles of outputs; y: slices.
// The caller guarantees that TILE_C divides GROUP_OUT_BLOCKS, and AT_ONCE the vec4f of input channels of a group and those
// of a slice: so many are loaded before a thread waits for them. WINDOW inputs of a row are those of TILE_X outputs.

override GROUPS: u32 = 1u;
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
override WINDOW: u32 = 1u;
override AT_ONCE: u32 = 1u;
override TAP_ROWS: u32 = 1u;
// Slices whose sums lie in workgroup memory at once: all, or half of them, which first add the other half's to their own.
override KEPT: u32 = 4u;
override WORKGROUP_X: u32 = 16u;
override WORKGROUP_Y: u32 = 4u;

const IN_BLOCKS = GROUPS * GROUP_IN_BLOCKS;
const OUT_BLOCKS = GROUPS * GROUP_OUT_BLOCKS;
const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const TILE = TILE_X * TILE_C;
const THREADS = WORKGROUP_X * WORKGROUP_Y;
// Whether a thread's outputs lie in a row, and how far apart their inputs are in the window.
const IN_ROW = KERNEL_SIZE > 1u;
const APART = select(1u, STRIDE, IN_ROW);
const ROW_TILES = (OUT_WIDTH + TILE_X - 1u) / TILE_X;
const TILES = select((OUT_PLANE + TILE_X - 1u) / TILE_X, ROW_TILES * OUT_HEIGHT, IN_ROW);
const MAP_TILES = (TILES + WORKGROUP_X - 1u) / WORKGROUP_X;
// Whether rows are joined and each output has its own input: then those of a thread are a constant apart.
const JOINED = !IN_ROW && STRIDE == 1u && PADDING == 0u;
// Where the last tile of a row begins.
const LAST_X = (ROW_TILES - 1u) * TILE_X;
const POOL_WIDTH = THREADS;
// Weights of one vec4f of output channels, of one tap and of all.
const TAP_STREAM = GROUP_IN_BLOCKS * 4u;
const STREAM = KERNEL_SIZE * KERNEL_SIZE * TAP_STREAM;
// vec4f of input channels of a slice.
const SLICES = WORKGROUP_Y / TAP_ROWS;
const SHARE = (GROUP_IN_BLOCKS + SLICES - 1u) / SLICES;
const WHOLE = GROUP_IN_BLOCKS % SLICES == 0u;
// As it stands in this file: one output times one vec4f, one vec4f of input channels of one tap at a time.
const p = 0u;
const t = 0u;
const u = 0u;
const j = 0u;
const kx = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include load
//#include epilogue

// [TILE_C][TILE_X][slice][WORKGROUP_X], and afterwards for the slot `pool`.
var<workgroup> sums: array<vec4f, max(TILE * KEPT * WORKGROUP_X, TILE_C * THREADS)>;
//#include pool

// The output `p` of a tile in the map; past the map it is too large.
fn pixel_of(tile: u32, p: u32) -> u32 {
  if (!IN_ROW) {
    return tile + p * TILES;
  }
  let x = tile % ROW_TILES * TILE_X + p;
  return select(OUT_PLANE, tile / ROW_TILES * OUT_WIDTH + x, x < OUT_WIDTH);
}

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let group = id.y / (GROUP_OUT_BLOCKS / TILE_C);
  let tile = id.x * WORKGROUP_X + local.x;
  // The window of inputs of a row, and of joined rows those of each output: what lies beside the map wraps round, and is large.
  let near_tile = min(tile, TILES - 1u);
  let from_x = near_tile % ROW_TILES * TILE_X * STRIDE;
  //#unroll j WINDOW
  let pixel_j = pixel_of(near_tile, j);
  let y_j = select(pixel_j / OUT_WIDTH, near_tile / ROW_TILES, IN_ROW) * STRIDE - PADDING;
  let x_j = select(pixel_j % OUT_WIDTH * STRIDE, from_x + j, IN_ROW) - PADDING;
  // Of the columns of a window, those in the middle are on the map for all tiles.
  let middle_j = IN_ROW && j >= PADDING && LAST_X * STRIDE + j < IN_WIDTH + PADDING;
  let on_map_j = PADDING == 0u || middle_j || x_j < IN_WIDTH;
  //#end

  //#unroll t TILE_C
  //#unroll p TILE_X
  var sum_t_p = vec4f();
  //#end
  //#end

  let first_in = id.z * IMAGE_BLOCKS + group * GROUP_IN_BLOCKS;
  let past = first_in + SHARE * SLICES;
  // A slice's AT_ONCE vec4f among those of a turn; past the group's channels, where its values are zeros, another's.
  let slice = local.y % SLICES;
  let own = min(slice * AT_ONCE, GROUP_IN_BLOCKS - AT_ONCE);
  let own_weight = own * 4u;
  let first_weight = id.y * TILE_C * STREAM;
  // Where each row of taps has its own slices it has one turn.
  for (var turn = 0u; turn < KERNEL_SIZE / TAP_ROWS; turn++) {
    let ky = turn * TAP_ROWS + local.y / SLICES;
    let down = y_0 + ky * DILATION;
    if (IN_ROW && PADDING > 0u && down >= IN_HEIGHT) {
      continue;
    }
    let stream = own_weight + ky * KERNEL_SIZE * TAP_STREAM;
    let row = min(down, IN_HEIGHT - 1u) * IN_WIDTH + from_x;
    //#unroll j WINDOW
    // In the middle, and of joined rows if none is past the map, a constant apart: then they have one address to compute.
    let joined_j = JOINED && LINEAR && TILES * (j + 1u) <= OUT_PLANE;
    let beside_j = min(select(y_j, down, IN_ROW) * IN_WIDTH + x_j, IN_PLANE - 1u);
    let cell_j = cell(own, select(select(beside_j, row, middle_j), near_tile, joined_j));
    let apart_j = select(select(0u, max(j, PADDING) - PADDING, middle_j), j * TILES, joined_j);
    //#end
    // From a channel to a channel and not from 0 to SHARE: Mesa unrolls loops of a known count, and then each load has an
    // address to compute.
    var block = first_in;
    loop {
      let there = WHOLE || block + slice * AT_ONCE < first_in + GROUP_IN_BLOCKS;
      let near = select(first_in, block, there);
      //#unroll t TILE_C
      let at_t = first_weight + t * STREAM + (near - first_in) * 4u + stream;
      //#end
      //#unroll u AT_ONCE
      let window_u = array<vec4f, WINDOW>(
        //#unroll j WINDOW
        select(vec4f(), load(near, cell_j, u, apart_j), on_map_j && there),
        //#end
      );
      //#unroll kx KERNEL_SIZE
      //#unroll t TILE_C
      let w0_u_kx_t = weight(at_t + kx * TAP_STREAM + u * 4u);
      let w1_u_kx_t = weight(at_t + kx * TAP_STREAM + u * 4u + 1u);
      let w2_u_kx_t = weight(at_t + kx * TAP_STREAM + u * 4u + 2u);
      let w3_u_kx_t = weight(at_t + kx * TAP_STREAM + u * 4u + 3u);
      //#unroll p TILE_X
      sum_t_p = fma(w0_u_kx_t, vec4f(window_u[p * APART + kx * DILATION].x), sum_t_p);
      sum_t_p = fma(w1_u_kx_t, vec4f(window_u[p * APART + kx * DILATION].y), sum_t_p);
      sum_t_p = fma(w2_u_kx_t, vec4f(window_u[p * APART + kx * DILATION].z), sum_t_p);
      sum_t_p = fma(w3_u_kx_t, vec4f(window_u[p * APART + kx * DILATION].w), sum_t_p);
      //#end
      //#end
      //#end
      //#end
      continuing {
        block += AT_ONCE * SLICES;
        break if SHARE == AT_ONCE || block >= past;
      }
    }
  }

  if (KEPT < WORKGROUP_Y) {
    if (local.y >= KEPT) {
      //#unroll t TILE_C
      //#unroll p TILE_X
      sums[((t * TILE_X + p) * KEPT + local.y - KEPT) * WORKGROUP_X + local.x] = sum_t_p;
      //#end
      //#end
    }
    workgroupBarrier();
    if (local.y < KEPT) {
      //#unroll t TILE_C
      //#unroll p TILE_X
      sum_t_p += sums[((t * TILE_X + p) * KEPT + local.y) * WORKGROUP_X + local.x];
      //#end
      //#end
    }
    workgroupBarrier();
  }
  if (local.y < KEPT) {
    //#unroll t TILE_C
    //#unroll p TILE_X
    sums[((t * TILE_X + p) * KEPT + local.y) * WORKGROUP_X + local.x] = sum_t_p;
    //#end
    //#end
  }
  workgroupBarrier();

  // The outputs of a tile, one slice after the other.
  for (var i = 0u; i < (TILE + WORKGROUP_Y - 1u) / WORKGROUP_Y; i++) {
    let place = i * WORKGROUP_Y + local.y;
    let pixel = pixel_of(tile, place % TILE_X);
    if (place < TILE && tile < TILES && pixel < OUT_PLANE) {
      var sum = vec4f();
      for (var kept = 0u; kept < KEPT; kept++) {
        sum += sums[(place * KEPT + kept) * WORKGROUP_X + local.x];
      }
      let block = id.y * TILE_C + place / TILE_X;
      let index = (id.z * OUT_BLOCKS + block) * OUT_PLANE + pixel;
      let value = as_out(epilogue(scaled(sum, block) + bias[block], index));
      output[index] = value;
      collect(vec4f(value), place / TILE_X);
    }
  }

  let thread = local.y * WORKGROUP_X + local.x;
  pool(thread);
  //#unroll t TILE_C
  publish(thread, t, id.z * OUT_BLOCKS + id.y * TILE_C + t, id.x);
  //#end
}
