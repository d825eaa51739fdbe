// Pixels of a turned region of a photo, read linearly between four pixels in integers, laid over white and made grey as by
// unpackPixels; one pixel a thread.
//
// photo    a texture of straight RGBA in 0..1; floats are rounded to 8 bits
// columns  [width of the region] and rows [height of the region]: their sum is a place in the photo, in parts of a pixel
// pixels   packed RGB; a step to the right in the region is params.stride.x here, a step down params.stride.y
// grid     x, y: the pixels of params.size, which start at params.start in the region and at params.first in `pixels`
//
// The photo's pixel at params.box is the texture's at params.origin; params.last is the photo's last pixel.

//#include pixel

override WORKGROUP_X: u32 = 8u;
override WORKGROUP_Y: u32 = 8u;

const SUBPIXEL_BITS = 11u;
const SUBPIXEL = 1u << SUBPIXEL_BITS;

struct Params {
  origin: vec2u,
  box: vec2u,
  last: vec2u,
  start: vec2u,
  size: vec2u,
  stride: vec2u,
  first: u32,
  grey: u32,
}

@group(0) @binding(0) var<storage, read> params: Params;
@group(0) @binding(1) var photo: texture_2d<f32>;
@group(0) @binding(2) var<storage, read> columns: array<vec2i>;
@group(0) @binding(3) var<storage, read> rows: array<vec2i>;
@group(0) @binding(4) var<storage, read_write> pixels: array<u32>;

fn pixel_at(point: vec2i) -> vec3u {
  let within = vec2u(clamp(point, vec2i(0), vec2i(params.last)));
  return over_white(textureLoad(photo, params.origin + within - params.box, 0));
}

// Times SUBPIXEL.
fn between(left: vec3u, right: vec3u, share: u32) -> vec3u {
  return left * (SUBPIXEL - share) + right * share;
}

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= params.size)) {
    return;
  }
  let place = columns[params.start.x + id.x] + rows[params.start.y + id.y];
  let corner = place >> vec2u(SUBPIXEL_BITS);
  let share = vec2u(place & vec2i(i32(SUBPIXEL) - 1));
  let upper = between(pixel_at(corner), pixel_at(corner + vec2i(1, 0)), share.x);
  let lower = between(pixel_at(corner + vec2i(0, 1)), pixel_at(corner + vec2i(1, 1)), share.x);
  let sum = upper * (SUBPIXEL - share.y) + lower * share.y;
  let rgb = (sum + SUBPIXEL * SUBPIXEL / 2u) >> vec3u(2u * SUBPIXEL_BITS);
  pixels[params.first + id.x * params.stride.x + id.y * params.stride.y] = pack_pixel(greyed(rgb, params.grey));
}
