// What is stored of a sum that is still growing, or at the end of the whole one: + residual, then ReLU if asked for.
@group(0) @binding(4) var<storage, read> residual: array<vec4f, IMAGES * OUT_BLOCKS * OUT_PLANE>;

fn finish(sum: vec4f, index: u32, whole: bool) -> vec4f {
  let total = sum + residual[index];
  return select(sum, select(total, max(total, vec4f()), RELU), whole);
}
