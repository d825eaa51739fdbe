// Weights kept as f16 in PyTorch's order, two in a u32.
@group(0) @binding(1) var<storage, read> weights: array<u32>;

fn weight(index: u32) -> f32 {
  return unpack2x16float(weights[index >> 1u])[index & 1u];
}

// A vec4f of sums over these weights; they need no scale.
fn scaled(sum: vec4f, block: u32) -> vec4f {
  return sum;
}
