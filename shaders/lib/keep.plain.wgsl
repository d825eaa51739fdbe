// The weights between an input lane and a vec4f of output channels, from PyTorch's order. Blocks are counted from the
// first that holds a channel of the group; what other groups' channels in it would count for is zero.
fn keep(group: u32, out_block: u32, tap: u32, in_block: u32, lane: u32) -> vec4f {
  let block = group * GROUP_OUT_BLOCKS + out_block;
  let channel = in_block * 4u + lane - group * GROUP_IN % 4u;
  let first = (block * 4u * GROUP_IN + channel) * TAPS + tap;
  let row = GROUP_IN * TAPS;
  let value = vec4f(weight(first), weight(first + row), weight(first + 2u * row), weight(first + 3u * row));
  // Below the group the channel wraps around to a large number.
  return select(vec4f(), scaled(value, block), channel < GROUP_IN);
}
