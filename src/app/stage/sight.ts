/** Scrolls the frame of a photo that is larger than it, and nothing else. */

/** Puts something on the photo into the middle of the frame, unless all of it is in the frame already. */
export function bringIntoSight(element: Element): void {
  const frame = element.closest('.frame');
  if (!frame) return;
  const [inner, outer] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
  const [across, down] = [inner.x - outer.x, inner.y - outer.y];
  const [spareAcross, spareDown] = [outer.width - inner.width, outer.height - inner.height];
  if (across < 0 || across > spareAcross || down < 0 || down > spareDown)
    frame.scrollBy(across - spareAcross / 2, down - spareDown / 2);
}
