// The weights of two layers, kept as f16, which needs no feature in WGSL: four output channels a vec2u.
@group(0) @binding(1) var<storage, read> weights1: array<vec2u>;
@group(0) @binding(2) var<storage, read> bias1: array<vec4f>;
@group(0) @binding(3) var<storage, read> weights2: array<vec2u>;
@group(0) @binding(4) var<storage, read> bias2: array<vec4f>;

fn unpacked(packed: vec2u) -> vec4f {
  return vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y));
}

fn weight1(index: u32) -> vec4f {
  return unpacked(weights1[index]);
}

fn weight2(index: u32) -> vec4f {
  return unpacked(weights2[index]);
}

// A vec4f of sums over these weights; they need no scale.
fn scaled1(sum: vec4f, block: u32) -> vec4f {
  return sum;
}

fn scaled2(sum: vec4f, block: u32) -> vec4f {
  return sum;
}
