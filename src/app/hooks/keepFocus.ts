/**
 * Where the thing that has the keyboard's focus goes away, as a button does with the load that it has cancelled, the
 * browser drops the focus, and the next Tab begins at the page's top. Here the nearest thing that is still there takes it.
 */

const FOCUSABLE = 'a[href], button:enabled, input:enabled, select, summary, [tabindex="0"]';

/** The links to the views; that of the view which is shown takes the focus of another one, which is hidden. */
const PRESENT_VIEW = 'nav [aria-current]';

/** An element and what it lies in, from the inside out. */
function pathOf(element: Element | null): readonly Element[] {
  const path: Element[] = [];
  for (let at = element; at && at !== document.body; at = at.parentElement) path.push(at);
  return path;
}

const isThere = (element: Element): boolean => element.isConnected && element.checkVisibility();

function heirOf(path: readonly Element[]): Element | null | undefined {
  if (path.some((each) => each.isConnected && each.matches('.view[hidden]')))
    return document.querySelector(PRESENT_VIEW);
  return path
    .filter(isThere)
    .flatMap((each) => [...each.querySelectorAll(FOCUSABLE)])
    .find(isThere);
}

/** From now on, as long as the page lives. */
export function keepFocus(): void {
  let path: readonly Element[] = [];
  const follow = (): void => {
    path = pathOf(document.activeElement);
  };
  addEventListener('focusin', follow);
  addEventListener('pointerup', follow); // who presses where nothing takes the focus has put it away
  follow();
  new MutationObserver(() => {
    const [last] = path;
    if (!last || isThere(last)) return;
    const heir = heirOf(path);
    path = [];
    if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['hidden'] });
}
