// Weights kept as f32 in PyTorch's order.
@group(0) @binding(1) var<storage, read> weights: array<f32>;

fn weight(index: u32) -> f32 {
  return weights[index];
}

// A vec4f of sums over these weights; they need no scale.
fn scaled(sum: vec4f, block: u32) -> vec4f {
  return sum;
}
