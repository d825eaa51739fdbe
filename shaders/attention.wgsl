// Split attention between the splits and their weights, a workgroup an image: the mean of each map of the sum over the
// splits, fc1 with its ReLU, fc2, and the softmax over the radix inside each cardinal group; at radix 1 the sigmoid.
//
// input    [N, SPLITS, WIDTH_BLOCKS, PIXELS] vec4f
// weights1 [GROUPS][HIDDEN_BLOCKS / GROUPS][WIDTH_BLOCKS / GROUPS][4 input lanes] vec4f of output lanes
// weights2 [GROUPS][OUT_BLOCKS / GROUPS][HIDDEN_BLOCKS / GROUPS][4 input lanes] vec4f of output lanes
// bias1    [HIDDEN_BLOCKS] vec4f; for int8 weights as many scales after them; bias2 [OUT_BLOCKS] alike
// output   [N, OUT_BLOCKS = RADIX * WIDTH_BLOCKS] vec4f, radix-major
// grid     x: image
// The caller guarantees that groups are whole vec4f. Each sum is shared among so many slices, which add up what they have
// at a barrier: POOL_SLICES, HIDDEN_SLICES and OUT_SLICES.

override SPLITS: u32 = 1u;
override PIXELS: u32 = 1u;
override RADIX: u32 = 2u;
override GROUPS: u32 = 1u;
override WIDTH_BLOCKS: u32 = 1u;
override HIDDEN_BLOCKS: u32 = 1u;
override POOL_SLICES: u32 = 1u;
override HIDDEN_SLICES: u32 = 1u;
override OUT_SLICES: u32 = 1u;
override WORKGROUP_X: u32 = 64u;

const OUT_BLOCKS = RADIX * WIDTH_BLOCKS;
const GROUP_WIDTH = WIDTH_BLOCKS / GROUPS;
const GROUP_HIDDEN = HIDDEN_BLOCKS / GROUPS;
const GROUP_OUT = OUT_BLOCKS / GROUPS;
const OUTPUT_SLICES = OUT_BLOCKS * OUT_SLICES;

@group(0) @binding(0) var<storage, read> input: array<vec4f>;
//#include layers
@group(0) @binding(5) var<storage, read_write> output: array<vec4f>;

var<workgroup> means: array<vec4f, WIDTH_BLOCKS>;
var<workgroup> hidden: array<vec4f, HIDDEN_BLOCKS>;
// sums[block * slices + slice]; later sums[block * OUT_SLICES] holds the block's logits, cardinal-major.
var<workgroup> sums: array<vec4f, max(max(WIDTH_BLOCKS * POOL_SLICES, HIDDEN_BLOCKS * HIDDEN_SLICES), OUTPUT_SLICES)>;

fn total(first: u32, slices: u32) -> vec4f {
  var sum = vec4f();
  for (var slice = 0u; slice < slices; slice++) {
    sum += sums[first + slice];
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) id: vec3u) {
  for (var i = thread; i < WIDTH_BLOCKS * POOL_SLICES; i += WORKGROUP_X) {
    var sum = vec4f();
    for (var split = 0u; split < SPLITS; split++) {
      let map = ((id.x * SPLITS + split) * WIDTH_BLOCKS + i / POOL_SLICES) * PIXELS;
      for (var pixel = i % POOL_SLICES; pixel < PIXELS; pixel += POOL_SLICES) {
        sum += input[map + pixel];
      }
    }
    sums[i] = sum;
  }
  workgroupBarrier();
  for (var block = thread; block < WIDTH_BLOCKS; block += WORKGROUP_X) {
    means[block] = total(block * POOL_SLICES, POOL_SLICES) / f32(PIXELS);
  }
  workgroupBarrier();

  for (var i = thread; i < HIDDEN_BLOCKS * HIDDEN_SLICES; i += WORKGROUP_X) {
    let block = i / HIDDEN_SLICES;
    let first = block / GROUP_HIDDEN * GROUP_WIDTH;
    var sum = vec4f();
    for (var c = i % HIDDEN_SLICES; c < GROUP_WIDTH; c += HIDDEN_SLICES) {
      let value = means[first + c];
      let at = (block * GROUP_WIDTH + c) * 4u;
      sum = fma(weight1(at), vec4f(value.x), sum);
      sum = fma(weight1(at + 1u), vec4f(value.y), sum);
      sum = fma(weight1(at + 2u), vec4f(value.z), sum);
      sum = fma(weight1(at + 3u), vec4f(value.w), sum);
    }
    sums[i] = sum;
  }
  workgroupBarrier();
  for (var block = thread; block < HIDDEN_BLOCKS; block += WORKGROUP_X) {
    hidden[block] = max(scaled1(total(block * HIDDEN_SLICES, HIDDEN_SLICES), block) + bias1[block], vec4f());
  }
  workgroupBarrier();

  for (var i = thread; i < OUTPUT_SLICES; i += WORKGROUP_X) {
    let block = i / OUT_SLICES;
    let first = block / GROUP_OUT * GROUP_HIDDEN;
    var sum = vec4f();
    for (var c = i % OUT_SLICES; c < GROUP_HIDDEN; c += OUT_SLICES) {
      let value = hidden[first + c];
      let at = (block * GROUP_HIDDEN + c) * 4u;
      sum = fma(weight2(at), vec4f(value.x), sum);
      sum = fma(weight2(at + 1u), vec4f(value.y), sum);
      sum = fma(weight2(at + 2u), vec4f(value.z), sum);
      sum = fma(weight2(at + 3u), vec4f(value.w), sum);
    }
    sums[i] = sum;
  }
  workgroupBarrier();
  for (var block = thread; block < OUT_BLOCKS; block += WORKGROUP_X) {
    sums[block * OUT_SLICES] = scaled2(total(block * OUT_SLICES, OUT_SLICES), block) + bias2[block];
  }
  workgroupBarrier();

  // Only exponents up to 0: WGSL gives no meaning to an exp() that overflows.
  for (var block = thread; block < WIDTH_BLOCKS; block += WORKGROUP_X) {
    let first = (block / GROUP_WIDTH * GROUP_OUT + block % GROUP_WIDTH) * OUT_SLICES;
    if (RADIX == 1u) {
      let small = exp(-abs(sums[first]));
      output[id.x * OUT_BLOCKS + block] = select(small, vec4f(1.0), sums[first] >= vec4f()) / (1.0 + small);
    } else {
      var largest = sums[first];
      for (var r = 1u; r < RADIX; r++) {
        largest = max(largest, sums[first + r * GROUP_WIDTH * OUT_SLICES]);
      }
      var whole = vec4f();
      for (var r = 0u; r < RADIX; r++) {
        whole += exp(sums[first + r * GROUP_WIDTH * OUT_SLICES] - largest);
      }
      for (var r = 0u; r < RADIX; r++) {
        let share = exp(sums[first + r * GROUP_WIDTH * OUT_SLICES] - largest) / whole;
        output[id.x * OUT_BLOCKS + r * WIDTH_BLOCKS + block] = share;
      }
    }
  }
}
