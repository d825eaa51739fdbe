// A convolution's epilogue without a residual: ReLU if asked for. `index` is the vec4f's place in the output.
fn epilogue(sum: vec4f, index: u32) -> vec4f {
  return select(sum, vec4f(), (bitcast<vec4i>(sum) < vec4i(-0x7fffff)) & vec4(RELU));
}
