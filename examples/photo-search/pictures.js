// Stands for your photos: seeded drawings of eight kinds, so that the example needs no download, and that everybody sees
// whether the neighbours are right.

export const SIDE = 64; // pixels

/** Draws one tile of each kind, with its corner at 0, 0. */
const KINDS = {
  balls: (context, size) => {
    context.beginPath();
    context.arc(size / 2, size / 2, size / 3, 0, 7);
    context.fill();
  },
  rings: (context, size) => {
    context.lineWidth = size / 10;
    context.beginPath();
    context.arc(size / 2, size / 2, size / 3, 0, 7);
    context.stroke();
  },
  boxes: (context, size) => context.fillRect(size / 6, size / 6, size / 1.5, size / 1.5),
  stripes: (context, size) => context.fillRect(0, size / 4, size + 1, size / 3),
  crosses: (context, size) => {
    context.fillRect(size / 2.5, size / 8, size / 5, size / 1.3);
    context.fillRect(size / 8, size / 2.5, size / 1.3, size / 5);
  },
  triangles: (context, size) => {
    context.beginPath();
    context.moveTo(size / 2, size / 8);
    context.lineTo(size / 1.15, size / 1.15);
    context.lineTo(size / 8, size / 1.15);
    context.fill();
  },
  waves: (context, size) => {
    context.lineWidth = size / 8;
    context.beginPath();
    context.moveTo(0, size / 2);
    context.bezierCurveTo(size / 3, 0, size / 1.5, size, size, size / 2);
    context.stroke();
  },
  dust: (context, size, random) => {
    for (let i = 0; i < 12; i++) context.fillRect(size * random(), size * random(), size / 20, size / 20);
  },
};

const NAMES = Object.keys(KINDS);

/** Picture number `i`: always the same one. Answers with its canvas and the name of its kind. */
export function draw(i) {
  const random = randomFrom(i);
  const kind = NAMES[i % NAMES.length];
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d');
  const hue = 360 * random();
  context.fillStyle = `hsl(${hue} 30% 90%)`;
  context.fillRect(0, 0, SIDE, SIDE);
  context.fillStyle = context.strokeStyle = `hsl(${hue + 180 * random()} 60% ${20 + 30 * random()}%)`;
  context.translate(SIDE / 2, SIDE / 2);
  context.rotate(0.3 * (random() - 0.5));
  const tile = 16 + 16 * random();
  for (let y = -SIDE; y < SIDE; y += tile)
    for (let x = -SIDE; x < SIDE; x += tile) {
      context.save();
      context.translate(x, y);
      KINDS[kind](context, tile, random);
      context.restore();
    }
  return { canvas, kind };
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(seed) {
  let state = (seed + 1) * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
