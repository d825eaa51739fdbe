// A convolution's epilogue with a residual of the output's shape: + residual, then ReLU if asked for.
@group(0) @binding(4) var<storage, read> residual: array<vec4f>;

fn epilogue(sum: vec4f, index: u32) -> vec4f {
  let total = sum + residual[index];
  return select(total, vec4f(), (bitcast<vec4i>(total) < vec4i(-0x7fffff)) & vec4(RELU));
}
