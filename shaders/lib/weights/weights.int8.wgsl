// Weights kept as integers -127..127, of which a scale an output channel makes the weights: four output channels an i32,
// the first in its low byte.
@group(0) @binding(1) var<storage, read> weights: array<i32>;

// By shifts, since not every engine has unpack4xI8; unpack4x8snorm would round.
fn weight(index: u32) -> vec4f {
  return vec4f((vec4i(weights[index]) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u));
}

// A vec4f of sums over these integers, times the scales of its channels, which lie behind all biases.
fn scaled(sum: vec4f, block: u32) -> vec4f {
  return sum * bias[OUT_BLOCKS + block];
}
