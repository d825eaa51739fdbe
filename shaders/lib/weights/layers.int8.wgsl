// The weights of two layers, kept as integers -127..127, of which a scale an output channel makes the weights: four output
// channels an i32, the first in its low byte.
@group(0) @binding(1) var<storage, read> weights1: array<i32>;
@group(0) @binding(2) var<storage, read> bias1: array<vec4f>;
@group(0) @binding(3) var<storage, read> weights2: array<i32>;
@group(0) @binding(4) var<storage, read> bias2: array<vec4f>;

// By shifts, since not every engine has unpack4xI8; unpack4x8snorm would round.
fn unpacked(packed: i32) -> vec4f {
  return vec4f((vec4i(packed) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u));
}

fn weight1(index: u32) -> vec4f {
  return unpacked(weights1[index]);
}

fn weight2(index: u32) -> vec4f {
  return unpacked(weights2[index]);
}

// A vec4f of sums over these integers, times the scales of its channels, which lie behind all biases.
fn scaled1(sum: vec4f, block: u32) -> vec4f {
  return sum * bias1[HIDDEN_BLOCKS + block];
}

fn scaled2(sum: vec4f, block: u32) -> vec4f {
  return sum * bias2[OUT_BLOCKS + block];
}
