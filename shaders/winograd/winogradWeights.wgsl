// The weight side of Winograd, once a model: a thread transforms the nine taps between one input channel and a vec4f of
// output channels to the weights of a 1x1 convolution at each of SPAN * SPAN positions.
//
// weights [GROUPS][GROUP_OUT_BLOCKS][9][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f, with the scales of int8 behind
// output  [SPAN * SPAN][GROUPS][GROUP_OUT_BLOCKS][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// grid    x: input channels of a group; y: blocks of output channels

override SPAN: u32 = 4u;
override TILE: u32 = 2u;
override OUT_BLOCKS: u32 = 1u;
override GROUP_IN_BLOCKS: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

alias Value = vec4f;
//#include winograd

const LANES = GROUP_IN_BLOCKS * 4u;

//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= LANES) {
    return;
  }
  _ = &bias; // read for the scales of int8 alone, but bound for all
  let first = id.y * 9u * LANES + id.x;
  //#unroll c 3
  let column_c = transformWeight(array<Value, 3>(
    //#unroll r 3
    weight(first + (r * 3u + c) * LANES),
    //#end
  ));
  //#end
  //#unroll r SPAN
  let row_r = transformWeight(array<Value, 3>(column_0[r], column_1[r], column_2[r]));
  //#unroll c SPAN
  output[((r * SPAN + c) * OUT_BLOCKS + id.y) * LANES + id.x] = scaled(row_r[c], id.y);
  //#end
  //#end
}
