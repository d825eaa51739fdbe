enable subgroups;
// A convolution for adapters that compute on the CPU in quads of four lanes, where a load costs some thirty multiply-adds:
// each quad keeps a piece of the weights in private memory (so to say stationary) and takes every pixel past it.
//
// input   [IMAGES, IN_BLOCKS, IN_HEIGHT, IN_WIDTH] vec4f
// weights in blocked or in PyTorch's order; the slot `keep` knows which
// bias    [OUT_BLOCKS] vec4f
// output  [IMAGES, OUT_BLOCKS, OUT_HEIGHT, OUT_WIDTH] vec4f; residual, if any, alike
// grid    x: runs of ROWS rows; y: tiles of TILE_OUT quads of output channels, group by group; z: image.
//         A workgroup is one quad of invocations.
//
// A quad of channels is 16 of them: lane l of the invocations reads and writes the vec4f number l. A lane multiplies the
// values of its three neighbours as well, after swapping them; so of the weights it keeps, for each swap s, those that
// belong to the input block of lane l ^ s. What it keeps at a time is TILE_IN of the quads of all taps, one tap after the
// other; where there are more, sums wait in the output.
// Groups that are no whole quads are filled up with zeros; past the last tap, inputs are zeros. What a tile has past the
// output channels of its group is computed and not stored.
// The caller guarantees subgroups of exactly four invocations, that the output channels of a group are whole vec4f, and that
// GROUP_IN_QUADS hold all blocks with channels of a group.

override GROUPS: u32 = 1u;
override GROUP_IN: u32 = 16u;
override GROUP_IN_QUADS: u32 = 1u;
override GROUP_OUT_BLOCKS: u32 = 4u;
override IN_BLOCKS: u32 = 4u;
override IMAGES: u32 = 1u;
override IN_HEIGHT: u32 = 1u;
override IN_WIDTH: u32 = 1u;
override OUT_HEIGHT: u32 = 1u;
override OUT_WIDTH: u32 = 1u;
override KERNEL_SIZE: u32 = 1u;
override STRIDE: u32 = 1u;
override PADDING: u32 = 0u;
override DILATION: u32 = 1u;
override RELU: bool = false;
override TILE_IN: u32 = 1u;
override TILE_OUT: u32 = 1u;
override ROWS: u32 = 1u;

const GROUP_IN_BLOCKS = GROUP_IN / 4u;
const OUT_BLOCKS = GROUPS * GROUP_OUT_BLOCKS;
const IN_PLANE = IN_HEIGHT * IN_WIDTH;
const OUT_PLANE = OUT_HEIGHT * OUT_WIDTH;
const GROUP_TILES = (GROUP_OUT_BLOCKS + 4u * TILE_OUT - 1u) / (4u * TILE_OUT);
const WHOLE_IN = GROUP_IN % 16u == 0u;
const WHOLE_OUT = GROUP_OUT_BLOCKS % (4u * TILE_OUT) == 0u;
// Whether each output lies on one input.
const POINTWISE = KERNEL_SIZE == 1u && PADDING == 0u;
const TAPS = KERNEL_SIZE * KERNEL_SIZE;
const PIECES = (TAPS * GROUP_IN_QUADS + TILE_IN - 1u) / TILE_IN;
const WHOLE_PIECES = TAPS * GROUP_IN_QUADS % TILE_IN == 0u;
// As it stands in this file: one quad in, one out, one lane.
const k = 0u;
const m = 0u;
const i = 0u;
const j = 0u;

@group(0) @binding(0) var<storage, read> input: array<vec4f, IMAGES * IN_BLOCKS * IN_PLANE>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f, IMAGES * OUT_BLOCKS * OUT_PLANE>;
//#include keep
//#include epilogue

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first_row = id.x * ROWS;
  let last_row = min(first_row + ROWS, OUT_HEIGHT);
  let group = id.y / GROUP_TILES;
  let out_block = id.y % GROUP_TILES * TILE_OUT * 4u + lane;
  let first_out = group * GROUP_OUT_BLOCKS + out_block;
  let first_in = id.z * IN_BLOCKS + group * GROUP_IN / 4u + lane;
  // Blocks that hold channels of the group.
  let window = (group * GROUP_IN % 4u + GROUP_IN + 3u) / 4u;
  //#unroll m TILE_OUT
  let start_m = bias[first_out + m * 4u];
  //#end
  var kept = array<vec4f, TILE_OUT * TILE_IN * 16u>();

  for (var piece = 0u; piece < PIECES; piece++) {
    //#unroll k TILE_IN
    let tap_k = (piece * TILE_IN + k) / GROUP_IN_QUADS;
    let quad_k = (piece * TILE_IN + k) % GROUP_IN_QUADS;
    let down_k = i32(tap_k / KERNEL_SIZE * DILATION) - i32(PADDING);
    let right_k = i32(tap_k % KERNEL_SIZE * DILATION) - i32(PADDING);
    let plane_k = (first_in + quad_k * 4u) * IN_PLANE;
    let holds_k = (WHOLE_IN | (quad_k * 4u + lane < window)) & (WHOLE_PIECES | (tap_k < TAPS));
    //#end
    var n = 0u;
    for (var quad_out = 0u; quad_out < TILE_OUT; quad_out++) {
      for (var flat = piece * TILE_IN; flat < (piece + 1u) * TILE_IN; flat++) {
        let tap = flat / GROUP_IN_QUADS;
        let first_block = flat % GROUP_IN_QUADS * 4u;
        for (var swap = 0u; swap < 4u; swap++) {
          //#unroll i 4
          kept[n + i] = keep(group, out_block + quad_out * 4u, tap, first_block + (lane ^ swap), i);
          //#end
          n += 4u;
        }
      }
    }

    for (var y = first_row; y < last_row; y++) {
      for (var x = 0u; x < OUT_WIDTH; x++) {
        let pixel = y * STRIDE * IN_WIDTH + x * STRIDE;
        let corner = (id.z * OUT_BLOCKS + first_out) * OUT_PLANE + y * OUT_WIDTH + x;
        //#unroll m TILE_OUT
        let index_m = corner + m * 4u * OUT_PLANE;
        //#end
        //#unroll k TILE_IN
        let in_y_k = i32(y * STRIDE) + down_k;
        let in_x_k = i32(x * STRIDE) + right_k;
        // No branch, which would cost this kind of compiler its registers: outside, zeros are taken.
        let inside_k = (in_y_k >= 0) & (in_y_k < i32(IN_HEIGHT)) & (in_x_k >= 0) & (in_x_k < i32(IN_WIDTH));
        let near_k = clamp(in_y_k, 0, i32(IN_HEIGHT) - 1) * i32(IN_WIDTH) + clamp(in_x_k, 0, i32(IN_WIDTH) - 1);
        let loaded_k = input[plane_k + select(u32(near_k), pixel, POINTWISE)];
        let block_k = select(vec4f(), loaded_k, (POINTWISE | inside_k) & holds_k);
        //#unroll i 4
        let value_k_i_0 = block_k[i];
        let value_k_i_1 = quadSwapX(value_k_i_0);
        let value_k_i_2 = quadSwapY(value_k_i_0);
        let value_k_i_3 = quadSwapDiagonal(value_k_i_0);
        //#end
        //#end
        //#unroll m TILE_OUT
        let before_m = select(start_m, output[index_m], piece > 0u);
        //#end
        // Scalars that live between two branches: only such does this kind of compiler keep in registers.
        //#unroll m TILE_OUT
        //#unroll j 4
        var sum_m_j = before_m[j];
        //#end
        //#end
        //#unroll k TILE_IN
        //#unroll s 4
        //#unroll i 4
        //#unroll m TILE_OUT
        //#unroll j 4
        sum_m_j = fma(kept[((m * TILE_IN + k) * 4u + s) * 4u + i][j], value_k_i_s, sum_m_j);
        //#end
        //#end
        //#end
        //#end
        //#end
        //#unroll m TILE_OUT
        let total_m = vec4f(
          //#unroll j 4
          sum_m_j,
          //#end
        );
        //#end
        //#unroll m TILE_OUT
        if (WHOLE_OUT || out_block + m * 4u < GROUP_OUT_BLOCKS) {
          output[index_m] = select(total_m, epilogue(total_m, index_m), piece + 1u == PIECES);
        }
        //#end
      }
    }
  }
}
