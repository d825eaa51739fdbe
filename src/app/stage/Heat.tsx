import { useEffect, useRef } from 'preact/hooks';
import type { PlaneMap } from '../../index';
import { useTexts } from '../language/language';
import { inkOf } from './ink';

/** Numbers are written into the cells of a map up to this many. */
const MOST_NUMBERS = 25;

/** A class activation map as it is: one flat colour a cell, with the cell's part of the class's score. */
export function Heat({ map, strength }: { readonly map: PlaneMap; readonly strength: number }) {
  const { n } = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const {
    shape: [height, width],
    data,
  } = map;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(new ImageData(inkOf(data), width, height), 0, 0);
  }, [data, width, height]);
  return (
    <div class="heat" aria-hidden="true" style={{ '--columns': width, '--rows': height }}>
      <canvas ref={canvas} width={width} height={height} style={{ opacity: strength }} />
      {data.length <= MOST_NUMBERS && (
        <div class="cells">
          {Array.from(data, (value, cell) => (
            <span key={cell}>{n.signed(value / data.length)}</span>
          ))}
        </div>
      )}
    </div>
  );
}
