// The weights between an input lane and a vec4f of output channels, from blocked order. Blocks are counted in the group.
fn keep(group: u32, out_block: u32, tap: u32, in_block: u32, lane: u32) -> vec4f {
  let block = group * GROUP_OUT_BLOCKS + out_block;
  let value = scaled(weight(((block * TAPS + tap) * GROUP_IN_BLOCKS + in_block) * 4u + lane), block);
  return select(vec4f(), value, in_block < GROUP_IN_BLOCKS);
}
