// Weights kept as integers -127..127 in PyTorch's order, of which a scale an output channel makes the weights: four in an
// i32, the first in its low byte.
@group(0) @binding(1) var<storage, read> weights: array<i32>;

fn weight(index: u32) -> f32 {
  return f32(extractBits(weights[index >> 2u], (index & 3u) * 8u, 8u));
}

// A vec4f of sums over these integers, times the scales of its channels, which lie behind all biases.
fn scaled(sum: vec4f, block: u32) -> vec4f {
  return sum * bias[OUT_BLOCKS + block];
}
