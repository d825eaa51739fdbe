/**
 * The colours of a class activation map: teal speaks for the class, ochre against it. People who do not see red or green
 * tell the two apart, and the stronger a cell is, the more it covers.
 */

type Colour = readonly [red: number, green: number, blue: number];

/** The same colours stand in style/stage.css, for the legend. */
const FOR: Colour = [0, 150, 136];
const AGAINST: Colour = [214, 106, 20];

/** RGBA of each value, in proportion to the largest magnitude. */
export function inkOf(values: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const ink = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, cell) => {
    const alpha = most === 0 ? 0 : (Math.abs(value) / most) * 255;
    ink.set([...(value < 0 ? AGAINST : FOR), alpha], cell * 4);
  });
  return ink;
}
