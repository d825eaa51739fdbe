// A 1x1 convolution of stride 1 as a matrix product by register tiles: a thread computes TILE_X neighbouring pixels of
// the map, rows joined, times TILE_C vec4f of output channels.
//
// input   [N, IN_BLOCKS, PIXELS] vec4f, or what the slot `load` makes that of
// weights [GROUPS][GROUP_OUT_BLOCKS][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f; for int8 weights as many scales after them
// output  [N, OUT_BLOCKS, PIXELS] vec4f; residual, if any, alike
// grid    x: tiles of the map; y: tiles of the output channels, group by group; z: image
// The caller guarantees that TILE_C divides GROUP_OUT_BLOCKS.

override GROUPS: u32 = 1u;
override GROUP_IN_BLOCKS: u32 = 1u;
override GROUP_OUT_BLOCKS: u32 = 1u;
override PIXELS: u32 = 1u;
override RELU: bool = false;
override TILE_X: u32 = 1u;
override TILE_C: u32 = 1u;
override WORKGROUP_X: u32 = 64u;
override WORKGROUP_Y: u32 = 1u;

const IN_BLOCKS = GROUPS * GROUP_IN_BLOCKS;
const OUT_BLOCKS = GROUPS * GROUP_OUT_BLOCKS;
const IN_PLANE = PIXELS;
const CHANNEL_TILES = OUT_BLOCKS / TILE_C;
// Weights of one vec4f of output channels.
const STREAM = GROUP_IN_BLOCKS * 4u;
const EXACT = PIXELS % TILE_X == 0u;
// The tile as it stands in this file is one pixel times one vec4f: p and t number what //#unroll repeats.
const p = 0u;
const t = 0u;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include load
//#include epilogue

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let x = id.x * TILE_X;
  if (x >= PIXELS || id.y >= CHANNEL_TILES) {
    return;
  }
  let group = id.y / (GROUP_OUT_BLOCKS / TILE_C);
  let first_in = id.z * IMAGE_BLOCKS + group * GROUP_IN_BLOCKS;
  //#unroll p TILE_X
  let cell_p = cell(0u, select(min(x + p, PIXELS - 1u), x + select(p, 0u, LINEAR), EXACT));
  //#end
  var block = id.y * TILE_C * STREAM;

  //#unroll t TILE_C
  //#unroll p TILE_X
  var sum_t_p = vec4f();
  //#end
  //#end

  for (var c = 0u; c < GROUP_IN_BLOCKS; c++) {
    //#unroll p TILE_X
    let value_p = load(first_in + c, cell_p, 0u, select(0u, p, EXACT && LINEAR));
    //#end
    //#unroll t TILE_C
    let w0_t = weight(block + t * STREAM);
    let w1_t = weight(block + t * STREAM + 1u);
    let w2_t = weight(block + t * STREAM + 2u);
    let w3_t = weight(block + t * STREAM + 3u);
    //#unroll p TILE_X
    sum_t_p = fma(w0_t, vec4f(value_p.x), sum_t_p);
    sum_t_p = fma(w1_t, vec4f(value_p.y), sum_t_p);
    sum_t_p = fma(w2_t, vec4f(value_p.z), sum_t_p);
    sum_t_p = fma(w3_t, vec4f(value_p.w), sum_t_p);
    //#end
    //#end
    block += 4u;
  }

  let corner = (id.z * OUT_BLOCKS + id.y * TILE_C) * PIXELS + x;
  // A loop and not unrolled: the stores of a large tile would be most of the program, and run once.
  var sums = array<vec4f, TILE_X * TILE_C>(
    //#unroll t TILE_C
    //#unroll p TILE_X
    sum_t_p,
    //#end
    //#end
  );
  for (var i = 0u; i < TILE_X * TILE_C; i++) {
    let index = corner + i / TILE_X * PIXELS + i % TILE_X;
    if (x + i % TILE_X < PIXELS) {
      let out_block = id.y * TILE_C + i / TILE_X;
      output[index] = as_out(epilogue(scaled(sums[i], out_block) + bias[out_block], index));
    }
  }
}
