/** Draws points over two logarithmic axes as an SVG file, where what is proportional lies on a line of slope 1. */

export interface Chart {
  readonly title: string;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
  /** Each tick is a place and the lines of its label. */
  readonly x: { readonly label: string; readonly ticks: readonly (readonly [x: number, label: readonly string[]])[] };
  readonly y: { readonly label: string };
  readonly marks: readonly Mark[];
  /** A line y = slope * x. */
  readonly line: { readonly name: string; readonly slope: number };
}

/** Points [x, y], both above 0. */
export interface Mark {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const [WIDTH, HEIGHT] = [640, 360];
const AREA = { left: 64, right: 620, top: 64, bottom: 294 } as const;

/** Space beside the outermost points, as a fraction of the width. */
const MARGIN = 0.04;

/** Both schemes, since a picture does not know which page it is in. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 }
  .paper { fill: #fff; stroke: #d1d9e0 }
  .grid { stroke: #d1d9e0 }
  .line { stroke: #59636e; stroke-dasharray: 5 4; fill: none }
  .mark0 { fill: #0969da }
  .mark1 { fill: #bc4c00 }
  .mark2 { fill: #8250df }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .paper { fill: #0d1117; stroke: #3d444d }
    .grid { stroke: #3d444d }
    .line { stroke: #9198a1 }
    .mark0 { fill: #4493f8 }
    .mark1 { fill: #f0883e }
    .mark2 { fill: #ab7df8 }
  }`;

export function drawChart({ title, description, x, y, marks, line }: Chart): string {
  const xs = x.ticks.map(([value]) => value);
  const ends = [Math.min(...xs), Math.max(...xs)].map((end) => [end, end * line.slope] as const);
  const ticks = ticksAround([...marks.flatMap(({ points }) => points), ...ends].map(([, value]) => value));
  const placeX = logScale(xs, AREA.left, AREA.right, MARGIN);
  const placeY = logScale(ticks, AREA.bottom, AREA.top, 0);
  const middle = (AREA.top + AREA.bottom) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="6"/>`,
    write(title, 16, 26, { class: 'title' }),
    ...legend(marks, line.name),
    ...ticks.flatMap((value) => [
      `<path class="grid" d="M${AREA.left} ${placeY(value)}H${AREA.right}"/>`,
      write(String(value), AREA.left - 8, placeY(value) + 4, { 'text-anchor': 'end' }),
    ]),
    ...x.ticks.flatMap(([value, lines]) => [
      `<path class="grid" d="M${placeX(value)} ${AREA.bottom}v5"/>`,
      ...lines.map((label, i) => write(label, placeX(value), AREA.bottom + 19 + 15 * i, { 'text-anchor': 'middle' })),
    ]),
    write(x.label, (AREA.left + AREA.right) / 2, HEIGHT - 12, { 'text-anchor': 'middle' }),
    write(y.label, 0, 0, { 'text-anchor': 'middle', transform: `translate(18 ${middle}) rotate(-90)` }),
    `<polyline class="line" points="${ends.map(([px, py]) => `${placeX(px)},${placeY(py)}`).join(' ')}"/>`,
    ...marks.flatMap((mark, i) => mark.points.map(([px, py]) => symbol(i, placeX(px), placeY(py)))),
    '</svg>',
    '',
  ].join('\n');
}

/** A dot, a square and a diamond about the origin, so that colour is not all that tells them apart. */
const OUTLINES = [
  'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0',
  'M-4 -4h8v8h-8',
  'M0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5',
];

const symbol = (mark: number, x: number, y: number): string =>
  `<path class="mark${mark}" transform="translate(${x} ${y})" d="${OUTLINES[mark]}z"/>`;

function legend(marks: readonly Mark[], line: string): string[] {
  let x = 16;
  const entry = (drawn: (x: number) => string, name: string): string[] => {
    const parts = [drawn(x), write(name, x + 26, 48, {})];
    x += 50 + 7 * name.length;
    return parts;
  };
  return [
    ...marks.flatMap(({ name }, i) => entry((left) => symbol(i, left + 10, 44), name)),
    ...entry((left) => `<path class="line" d="M${left} 44h20"/>`, line),
  ];
}

/** Places values between two ends of the picture, to a tenth of its units. */
function logScale(values: readonly number[], from: number, to: number, margin: number): (value: number) => number {
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  const inset = margin * (to - from);
  return (value) => round(from + inset + ((Math.log(value) - low) / (high - low)) * (to - from - 2 * inset));
}

const round = (value: number): number => Math.round(10 * value) / 10;

/** 1, 2 and 5 times powers of ten, from the last one below all values to the first one above. */
export function ticksAround(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const powers: number[] = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)); power++) powers.push(power);
  const steps = powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  const first = steps.findLastIndex((step) => step < low);
  const last = steps.findIndex((step) => step > high);
  return steps.slice(first, last + 1);
}

function write(text: string, x: number, y: number, attributes: Readonly<Record<string, string>>): string {
  const rest = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return `<text x="${x}" y="${y}"${rest.join('')}>${escaped(text)}</text>`;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
