// The first pass of a resize: lines of the photo (its rows, or its columns where Pillow begins with those) made shorter
// or longer, one output a thread.
//
// spans         [outputs] start in the line and number of samples
// coefficients  [outputs, params.taps] fixed point
// pixels        [params.lines, params.length] packed RGB, some lines of the photo
// lines         [all lines, params.outputs] packed RGB, rounded to 8 bits; written from params.first_line on
// grid          x: outputs; y: lines in `pixels`

//#include pixel

override WORKGROUP_X: u32 = 8u;
override WORKGROUP_Y: u32 = 8u;

struct Params {
  lines: u32,
  length: u32,
  outputs: u32,
  taps: u32,
  first_line: u32,
}

@group(0) @binding(0) var<storage, read> params: Params;
@group(0) @binding(1) var<storage, read> spans: array<vec2u>;
@group(0) @binding(2) var<storage, read> coefficients: array<i32>;
@group(0) @binding(3) var<storage, read> pixels: array<u32>;
@group(0) @binding(4) var<storage, read_write> lines: array<u32>;

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.outputs || id.y >= params.lines) {
    return;
  }
  let span = spans[id.x];
  let source = id.y * params.length + span.x;
  var sum = vec3i(HALF);
  for (var k = 0u; k < span.y; k++) {
    sum += coefficients[id.x * params.taps + k] * unpack_pixel(pixels[source + k]);
  }
  lines[(params.first_line + id.y) * params.outputs + id.x] = pack_pixel(to_bytes(sum));
}
