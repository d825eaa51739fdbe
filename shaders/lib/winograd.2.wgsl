// The one-dimensional transforms of F(2,3), the matrices of src/ops/winograd.ts written out. It interpolates at 0, 1, -1
// and infinity; SPAN is 4, TILE 2.
// Value is f32 or vec4f, as the shader says.

fn transformInput(v: array<Value, SPAN>) -> array<Value, SPAN> {
  return array<Value, SPAN>(v[0] - v[2], v[1] + v[2], v[2] - v[1], v[3] - v[1]);
}

fn transformWeight(v: array<Value, 3>) -> array<Value, SPAN> {
  let even = 0.5 * (v[0] + v[2]);
  let odd = 0.5 * v[1];
  return array<Value, SPAN>(v[0], even + odd, even - odd, v[2]);
}

fn transformOutput(v: array<Value, SPAN>) -> array<Value, TILE> {
  return array<Value, TILE>(v[0] + v[1] + v[2], v[1] - v[2] + v[3]);
}
