// The one-dimensional transforms of F(4,3), the matrices of src/ops/winograd.ts written out. It interpolates at 0, 3/4,
// -3/4, 3/2, -3/2 and infinity; SPAN is 6, TILE 4.
// Value is f32 or vec4f, as the shader says.

fn transformInput(v: array<Value, SPAN>) -> array<Value, SPAN> {
  let even_near = v[4] - 2.25 * v[2];
  let odd_near = 0.75 * v[3] - 1.6875 * v[1];
  let even_far = v[4] - 0.5625 * v[2];
  let odd_far = 1.5 * v[3] - 0.84375 * v[1];
  return array<Value, SPAN>(
    1.265625 * v[0] - 2.8125 * v[2] + v[4],
    even_near + odd_near,
    even_near - odd_near,
    even_far + odd_far,
    even_far - odd_far,
    1.265625 * v[1] - 2.8125 * v[3] + v[5],
  );
}

fn transformWeight(v: array<Value, 3>) -> array<Value, SPAN> {
  let even_near = v[0] * (-128.0 / 243.0) + v[2] * (-8.0 / 27.0);
  let odd_near = v[1] * (-32.0 / 81.0);
  let even_far = v[0] * (32.0 / 243.0) + v[2] * (8.0 / 27.0);
  let odd_far = v[1] * (16.0 / 81.0);
  return array<Value, SPAN>(
    v[0] * (64.0 / 81.0),
    even_near + odd_near,
    even_near - odd_near,
    even_far + odd_far,
    even_far - odd_far,
    v[2],
  );
}

fn transformOutput(v: array<Value, SPAN>) -> array<Value, TILE> {
  let even_near = v[1] + v[2];
  let odd_near = v[1] - v[2];
  let even_far = v[3] + v[4];
  let odd_far = v[3] - v[4];
  return array<Value, TILE>(
    v[0] + even_near + even_far,
    0.75 * odd_near + 1.5 * odd_far,
    0.5625 * even_near + 2.25 * even_far,
    0.421875 * odd_near + 3.375 * odd_far + v[5],
  );
}
