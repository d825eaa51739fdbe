// Split attention between the splits and their weights, some workgroups an image: the mean of each map of the sum over the
// splits, fc1 with its ReLU, fc2, and the softmax over the radix inside each cardinal group; at radix 1 the sigmoid.
//
// input    [N, SPLITS, WIDTH_BLOCKS, PIXELS] vec4f
// weights1 [GROUPS][HIDDEN_BLOCKS / GROUPS][WIDTH_BLOCKS / GROUPS][4 input lanes] vec4f of output lanes
// weights2 [GROUPS][OUT_BLOCKS / GROUPS][HIDDEN_BLOCKS / GROUPS][4 input lanes] vec4f of output lanes
// bias1    [HIDDEN_BLOCKS] vec4f; for int8 weights as many scales after them; bias2 [OUT_BLOCKS] alike
// output   [N, RADIX * WIDTH_BLOCKS] vec4f, radix-major
// grid     x: image; y: PARTS of the output, each WIDTH_BLOCKS / PARTS vec4f, rounded up, of each of the radix
// fc2 gives the logits of the splits behind the first, less that of the first, which so is 0; at radix 1 the only one.
// The caller guarantees that groups are whole vec4f. Each sum is shared among so many slices, which add up what they have
// at a barrier: POOL_SLICES, HIDDEN_SLICES and OUT_SLICES. A slice of a layer loads the weights of HIDDEN_AT_ONCE or
// OUT_AT_ONCE vec4f of inputs before it waits for them; times the slices these divide the group's inputs, or are 1. The
// parts do not wait for each other, so each computes the means and fc1 anew, of its group alone where it lies in one: a
// dispatch of their own would take longer.

override SPLITS: u32 = 1u;
override PIXELS: u32 = 1u;
override RADIX: u32 = 2u;
override GROUPS: u32 = 1u;
override WIDTH_BLOCKS: u32 = 1u;
override HIDDEN_BLOCKS: u32 = 1u;
override POOL_SLICES: u32 = 1u;
override HIDDEN_SLICES: u32 = 1u;
override OUT_SLICES: u32 = 1u;
override HIDDEN_AT_ONCE: u32 = 1u;
override OUT_AT_ONCE: u32 = 1u;
override PARTS: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

const LOGITS = max(RADIX, 2u) - 1u;
const OUT_BLOCKS = LOGITS * WIDTH_BLOCKS;
const GROUP_WIDTH = WIDTH_BLOCKS / GROUPS;
const GROUP_HIDDEN = HIDDEN_BLOCKS / GROUPS;
const GROUP_OUT = OUT_BLOCKS / GROUPS;
// vec4f of a part, of one split and of all logits.
const SPAN = (WIDTH_BLOCKS + PARTS - 1u) / PARTS;
const SPANS = LOGITS * SPAN;
// Whether each part lies in one group, and how many vec4f of means and of fc1 it needs.
const ALONE = GROUPS > 1u && GROUP_WIDTH % SPAN == 0u;
const MEANS = select(WIDTH_BLOCKS, GROUP_WIDTH, ALONE);
const HIDDEN = select(HIDDEN_BLOCKS, GROUP_HIDDEN, ALONE);
// As it stands in this file: one split, and one vec4f of inputs at a time.
const split = 0u;
const u = 0u;

@group(0) @binding(0) var<storage, read> input: array<vec4f>;
//#include layers
@group(0) @binding(5) var<storage, read_write> output: array<vec4f>;

var<workgroup> means: array<vec4f, MEANS>;
var<workgroup> hidden: array<vec4f, HIDDEN>;
// sums[block * slices + slice]; later sums[(r * SPAN + block) * OUT_SLICES] holds logits.
var<workgroup> sums: array<vec4f, max(max(MEANS * POOL_SLICES, HIDDEN * HIDDEN_SLICES), SPANS * OUT_SLICES)>;

fn total(first: u32, slices: u32) -> vec4f {
  var sum = vec4f();
  for (var slice = 0u; slice < slices; slice++) {
    sum += sums[first + slice];
  }
  return sum;
}

// The place of a part's block `i` among those of fc2, cardinal-major; past the last block any will do.
fn row(part: u32, i: u32) -> u32 {
  let block = min(part * SPAN + i % SPAN, WIDTH_BLOCKS - 1u);
  return block / GROUP_WIDTH * GROUP_OUT + i / SPAN * GROUP_WIDTH + block % GROUP_WIDTH;
}

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) id: vec3u) {
  let group = select(0u, id.y * SPAN / GROUP_WIDTH, ALONE);
  for (var i = thread; i < MEANS * POOL_SLICES; i += WORKGROUP_X) {
    let map = (id.x * SPLITS * WIDTH_BLOCKS + group * GROUP_WIDTH + i / POOL_SLICES) * PIXELS;
    var sum = vec4f();
    for (var pixel = i % POOL_SLICES; pixel < PIXELS; pixel += POOL_SLICES) {
      //#unroll split SPLITS
      sum += input[map + split * WIDTH_BLOCKS * PIXELS + pixel];
      //#end
    }
    sums[i] = sum;
  }
  workgroupBarrier();
  for (var block = thread; block < MEANS; block += WORKGROUP_X) {
    means[block] = total(block * POOL_SLICES, POOL_SLICES) / f32(PIXELS);
  }
  workgroupBarrier();

  for (var i = thread; i < HIDDEN * HIDDEN_SLICES; i += WORKGROUP_X) {
    let block = i / HIDDEN_SLICES;
    let first = block / GROUP_HIDDEN * GROUP_WIDTH;
    var sum = vec4f();
    for (var c = i % HIDDEN_SLICES; c < GROUP_WIDTH; c += HIDDEN_SLICES * HIDDEN_AT_ONCE) {
      //#unroll u HIDDEN_AT_ONCE
      let value_u = means[first + c + u * HIDDEN_SLICES];
      let at_u = ((group * GROUP_HIDDEN + block) * GROUP_WIDTH + c + u * HIDDEN_SLICES) * 4u;
      sum = fma(weight1(at_u), vec4f(value_u.x), sum);
      sum = fma(weight1(at_u + 1u), vec4f(value_u.y), sum);
      sum = fma(weight1(at_u + 2u), vec4f(value_u.z), sum);
      sum = fma(weight1(at_u + 3u), vec4f(value_u.w), sum);
      //#end
    }
    sums[i] = sum;
  }
  workgroupBarrier();
  for (var i = thread; i < HIDDEN; i += WORKGROUP_X) {
    let block = group * GROUP_HIDDEN + i;
    let sum = scaled1(total(i * HIDDEN_SLICES, HIDDEN_SLICES), block) + bias1[block];
    hidden[i] = select(sum, vec4f(), bitcast<vec4i>(sum) < vec4i(-0x7fffff));
  }
  workgroupBarrier();

  for (var i = thread; i < SPANS * OUT_SLICES; i += WORKGROUP_X) {
    let block = row(id.y, i / OUT_SLICES);
    let first = (block / GROUP_OUT - group) * GROUP_HIDDEN;
    var sum = vec4f();
    for (var c = i % OUT_SLICES; c < GROUP_HIDDEN; c += OUT_SLICES * OUT_AT_ONCE) {
      //#unroll u OUT_AT_ONCE
      let value_u = hidden[first + c + u * OUT_SLICES];
      let at_u = (block * GROUP_HIDDEN + c + u * OUT_SLICES) * 4u;
      sum = fma(weight2(at_u), vec4f(value_u.x), sum);
      sum = fma(weight2(at_u + 1u), vec4f(value_u.y), sum);
      sum = fma(weight2(at_u + 2u), vec4f(value_u.z), sum);
      sum = fma(weight2(at_u + 3u), vec4f(value_u.w), sum);
      //#end
    }
    sums[i] = sum;
  }
  workgroupBarrier();
  for (var i = thread; i < SPANS; i += WORKGROUP_X) {
    let block = row(id.y, i);
    sums[i * OUT_SLICES] = scaled2(total(i * OUT_SLICES, OUT_SLICES), block) + bias2[block];
  }
  workgroupBarrier();

  // Only exponents up to 0: WGSL gives no meaning to an exp() that overflows.
  for (var i = thread; i < min(SPAN, WIDTH_BLOCKS - id.y * SPAN); i += WORKGROUP_X) {
    let first = i * OUT_SLICES;
    let to = id.x * RADIX * WIDTH_BLOCKS + id.y * SPAN + i;
    if (RADIX == 1u) {
      let small = exp(-abs(sums[first]));
      output[to] = select(small, vec4f(1.0), sums[first] >= vec4f()) / (1.0 + small);
    } else {
      var largest = vec4f();
      for (var r = 0u; r < LOGITS; r++) {
        largest = max(largest, sums[first + r * SPAN * OUT_SLICES]);
      }
      var whole = exp(-largest);
      for (var r = 0u; r < LOGITS; r++) {
        whole += exp(sums[first + r * SPAN * OUT_SLICES] - largest);
      }
      output[to] = exp(-largest) / whole;
      for (var r = 0u; r < LOGITS; r++) {
        output[to + (r + 1u) * WIDTH_BLOCKS] = exp(sums[first + r * SPAN * OUT_SLICES] - largest) / whole;
      }
    }
  }
}
