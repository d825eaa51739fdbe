// Softmax over the radix inside each cardinal group; at radix 1 the sigmoid. One vec4f of the output a thread.
//
// input  [N, ceil(CHANNELS/4), 4], cardinal-major: channel (k * RADIX + r) * WIDTH + c
// output [N, ceil(CHANNELS/4)] vec4f, radix-major: channel (r * CARDINALITY + k) * WIDTH + c
// grid   x: vec4f of output channels; z: image

override RADIX: u32 = 2u;
override CARDINALITY: u32 = 1u;
override WIDTH: u32 = 4u;
override WORKGROUP_X: u32 = 64u;

const CHANNELS = RADIX * CARDINALITY * WIDTH;
const BLOCKS = (CHANNELS + 3u) / 4u;

// Scalars, since neighbours in one order are strangers in the other.
@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

fn attention(image: u32, channel: u32) -> f32 {
  let r = channel / (CARDINALITY * WIDTH);
  let k = channel / WIDTH % CARDINALITY;
  let first = image * BLOCKS * 4u + k * RADIX * WIDTH + channel % WIDTH;
  let logit = input[first + r * WIDTH];
  // Only exponents up to 0: WGSL gives no meaning to an exp() that overflows.
  if (RADIX == 1u) {
    let small = exp(-abs(logit));
    return select(small, 1.0, logit >= 0.0) / (1.0 + small);
  }
  var largest = logit;
  for (var other = 0u; other < RADIX; other++) {
    largest = max(largest, input[first + other * WIDTH]);
  }
  var total = 0.0;
  for (var other = 0u; other < RADIX; other++) {
    total += exp(input[first + other * WIDTH] - largest);
  }
  return exp(logit - largest) / total;
}

@compute @workgroup_size(WORKGROUP_X)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= BLOCKS) {
    return;
  }
  var weights = vec4f();
  for (var lane = 0u; lane < 4u; lane++) {
    if (id.x * 4u + lane < CHANNELS) {
      weights[lane] = attention(id.z, id.x * 4u + lane);
    }
  }
  output[id.z * BLOCKS + id.x] = weights;
}
