// Softmax over the radix inside each cardinal group; at radix 1 the sigmoid. One vec4f of the output a thread.
//
// input  [N, ceil(LOGITS * CARDINALITY * WIDTH/4), 4], cardinal-major: channel (k * LOGITS + r) * WIDTH + c; the logits of
//        the splits behind the first, less that of the first, which so is 0; at radix 1 the only one
// output [N, ceil(CHANNELS/4)] vec4f, radix-major: channel (r * CARDINALITY + k) * WIDTH + c
// grid   x: vec4f of output channels; z: image

override RADIX: u32 = 2u;
override CARDINALITY: u32 = 1u;
override WIDTH: u32 = 4u;
override WORKGROUP_X: u32 = 64u;

const CHANNELS = RADIX * CARDINALITY * WIDTH;
const BLOCKS = (CHANNELS + 3u) / 4u;
const LOGITS = max(RADIX, 2u) - 1u;
const LOGIT_BLOCKS = (LOGITS * CARDINALITY * WIDTH + 3u) / 4u;

// Scalars, since neighbours in one order are strangers in the other.
@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

fn attention(image: u32, channel: u32) -> f32 {
  let r = channel / (CARDINALITY * WIDTH);
  let k = channel / WIDTH % CARDINALITY;
  let first = image * LOGIT_BLOCKS * 4u + k * LOGITS * WIDTH + channel % WIDTH;
  // Only exponents up to 0: WGSL gives no meaning to an exp() that overflows.
  if (RADIX == 1u) {
    let logit = input[first];
    let small = exp(-abs(logit));
    return select(small, 1.0, logit >= 0.0) / (1.0 + small);
  }
  var own = 0.0;
  var largest = 0.0;
  for (var other = 1u; other < RADIX; other++) {
    let logit = input[first + (other - 1u) * WIDTH];
    largest = max(largest, logit);
    own = select(own, logit, other == r);
  }
  var total = exp(-largest);
  for (var other = 1u; other < RADIX; other++) {
    total += exp(input[first + (other - 1u) * WIDTH] - largest);
  }
  return exp(own - largest) / total;
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
