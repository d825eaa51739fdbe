// The second pass of a resize, across the lines of the first, and the model's numbers for the 8-bit result; one pixel
// of the input tensor a thread.
//
// spans         [outputs] first line and number of lines
// coefficients  [outputs, params.taps] fixed point
// lines         [lines, params.length] packed RGB
// levels        [256] normalised red, green and blue of each 8-bit value
// input         [1, 1, H, W] vec4f; a step along a line is params.stride.x, a step across lines params.stride.y
// grid          x: positions in a line; y: outputs

//#include pixel

override WORKGROUP_X: u32 = 8u;
override WORKGROUP_Y: u32 = 8u;

struct Params {
  stride: vec2u,
  length: u32,
  outputs: u32,
  taps: u32,
}

@group(0) @binding(0) var<storage, read> params: Params;
@group(0) @binding(1) var<storage, read> spans: array<vec2u>;
@group(0) @binding(2) var<storage, read> coefficients: array<i32>;
@group(0) @binding(3) var<storage, read> lines: array<u32>;
@group(0) @binding(4) var<storage, read> levels: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> input: array<vec4f>;

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.length || id.y >= params.outputs) {
    return;
  }
  let span = spans[id.y];
  var sum = vec3i(HALF);
  for (var k = 0u; k < span.y; k++) {
    sum += coefficients[id.y * params.taps + k] * unpack_pixel(lines[(span.x + k) * params.length + id.x]);
  }
  let rgb = to_bytes(sum);
  let pixel = vec4f(levels[rgb.r].r, levels[rgb.g].g, levels[rgb.b].b, 0.0);
  input[id.x * params.stride.x + id.y * params.stride.y] = pixel;
}
