// A grouped fully connected layer: a 1x1 convolution on a 1x1 map, one vec4f of output channels a thread.
//
// input   [N, GROUPS * GROUP_IN_BLOCKS] vec4f
// weights [GROUPS][GROUP_OUT_BLOCKS][GROUP_IN_BLOCKS][4 input lanes] vec4f of output lanes
// bias    [OUT_BLOCKS] vec4f; for int8 weights as many scales after them
// output  [N, OUT_BLOCKS] vec4f; residual, if any, alike
// grid    x: vec4f of output channels, group by group; z: image

override GROUPS: u32 = 1u;
override GROUP_IN_BLOCKS: u32 = 1u;
override GROUP_OUT_BLOCKS: u32 = 1u;
override RELU: bool = false;
override WORKGROUP_X: u32 = 64u;

const IN_BLOCKS = GROUPS * GROUP_IN_BLOCKS;
const OUT_BLOCKS = GROUPS * GROUP_OUT_BLOCKS;

//#include in
//#include out
@group(0) @binding(0) var<storage, read> input: array<In4>;
//#include weights
@group(0) @binding(2) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<Out4>;
//#include epilogue

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= OUT_BLOCKS) {
    return;
  }
  let first = id.z * IN_BLOCKS + (id.x / GROUP_OUT_BLOCKS) * GROUP_IN_BLOCKS;
  var sum = vec4f();
  for (var c = 0u; c < GROUP_IN_BLOCKS; c++) {
    let value = vec4f(input[first + c]);
    let block = (id.x * GROUP_IN_BLOCKS + c) * 4u;
    sum = fma(weight(block), vec4f(value.x), sum);
    sum = fma(weight(block + 1u), vec4f(value.y), sum);
    sum = fma(weight(block + 2u), vec4f(value.z), sum);
    sum = fma(weight(block + 3u), vec4f(value.w), sum);
  }
  let index = id.z * OUT_BLOCKS + id.x;
  output[index] = as_out(epilogue(scaled(sum, id.x) + bias[id.x], index));
}
