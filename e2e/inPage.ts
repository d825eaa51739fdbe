/** What runs in the page, whichever browser it is in and however that is driven: each function stands by itself. */
import type { Line } from './likeChromium';

/** The answer to the photo of a name, once it is there. */
export function answerShown(name: string): Line[] | false {
  if (document.querySelector<HTMLImageElement>('.stage .frame img')?.alt !== name) return false;
  const lines = [...document.querySelectorAll('.answer li')].map((line) => ({
    label: line.querySelector('.label')?.textContent ?? '',
    percent: Number.parseFloat(line.querySelector('.percent')?.textContent ?? ''),
  }));
  return lines.length > 0 && lines;
}

/** Drops a PNG on the page. */
export function dropPng(name: string, base64: string): void {
  const transfer = new DataTransfer();
  const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  transfer.items.add(new File([content], name, { type: 'image/png' }));
  document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
}
