// Pixels of a texture, laid over white in integers as Pillow pastes through an alpha mask, and made grey by Pillow's
// weights where params.grey is 1; one pixel a thread.
//
// photo   a texture of straight RGBA in 0..1; floats are rounded to 8 bits
// pixels  packed RGB; a step to the right in the photo is params.stride.x here, a step down params.stride.y
// grid    x, y: the pixels of params.size, which start at params.origin in the texture and at params.first in `pixels`

//#include pixel

override WORKGROUP_X: u32 = 8u;
override WORKGROUP_Y: u32 = 8u;

struct Params {
  origin: vec2u,
  size: vec2u,
  stride: vec2u,
  first: u32,
  grey: u32,
}

@group(0) @binding(0) var<storage, read> params: Params;
@group(0) @binding(1) var photo: texture_2d<f32>;
@group(0) @binding(2) var<storage, read_write> pixels: array<u32>;

@compute @workgroup_size(WORKGROUP_X, WORKGROUP_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= params.size)) {
    return;
  }
  let texel = textureLoad(photo, params.origin + id.xy, 0);
  let pixel = greyed(over_white(texel), params.grey);
  pixels[params.first + id.x * params.stride.x + id.y * params.stride.y] = pack_pixel(pixel);
}
