/**
 * Has the browser ask before the page goes while photos that were given are not kept.
 */
import { useLayoutEffect } from 'preact/hooks';

export function useLeaving(hasUnkept: boolean): void {
  useLayoutEffect(() => {
    if (!hasUnkept) return;
    const ask = (event: Event): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [hasUnkept]);
}
