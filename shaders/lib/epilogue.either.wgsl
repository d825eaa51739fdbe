// A convolution's epilogue in a program for layers with a residual and without: + residual, if any, then ReLU if asked for.
override ADDS: bool = false;

@group(0) @binding(4) var<storage, read> residual: array<vec4f>;

fn epilogue(sum: vec4f, index: u32) -> vec4f {
  var total = sum;
  if (ADDS) {
    total += residual[index];
  }
  return select(total, vec4f(), (bitcast<vec4i>(total) < vec4i(-0x7fffff)) & vec4(RELU));
}
