// An output whose mean nobody asks for.
fn collect(value: vec4f, t: u32) {
}

fn pool(thread: u32) {
}

fn publish(thread: u32, t: u32, map: u32, tile: u32) {
}
