/**
 * Waits until somebody may see an element.
 */

/** How near to the visible part of the page counts as seen. */
const MARGIN = '300px';

/** Calls `seen` once; where nobody can tell, at once. The answer ends the wait. */
export function whenSeen(element: Element, seen: () => void): () => void {
  if (typeof IntersectionObserver === 'undefined') {
    seen();
    return () => undefined;
  }
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      seen();
    },
    { rootMargin: MARGIN },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
