// What is stored of a sum that is still growing, or at the end of the whole one: the ReLU, if asked for.
fn finish(sum: vec4f, index: u32, whole: bool) -> vec4f {
  return select(sum, max(sum, vec4f()), RELU & whole);
}
