// Weights kept as f16, two in a u32, unpacked with core WGSL: four output channels a vec2u.
@group(0) @binding(1) var<storage, read> weights: array<vec2u>;

fn weight(index: u32) -> vec4f {
  let packed = weights[index];
  return vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y));
}

// A vec4f of sums over these weights; they need no scale.
fn scaled(sum: vec4f, block: u32) -> vec4f {
  return sum;
}
