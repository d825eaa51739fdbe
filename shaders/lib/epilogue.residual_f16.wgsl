enable f16;
// A convolution's epilogue with a residual of the output's shape that lies as f16: + residual, then ReLU if asked for.
@group(0) @binding(4) var<storage, read> residual: array<vec4h>;

fn epilogue(sum: vec4f, index: u32) -> vec4f {
  let total = sum + vec4f(residual[index]);
  return select(total, vec4f(), (bitcast<vec4i>(total) < vec4i(-0x7fffff)) & vec4(RELU));
}
