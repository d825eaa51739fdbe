/**
 * Which model is wanted beside the one in use: by a link, or by the person. The page keeps it as long as it is open.
 */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../failures';
import { secondIn } from '../link';
import type { ModelRequest } from '../modelRequest';

interface Wish {
  readonly request: ModelRequest;
  /** Another wish has another number. */
  readonly number: number;
}

interface Wished {
  readonly wish: Wish | undefined;
  /** What a link asks for and the page does not have. */
  readonly fault: Failure | undefined;
  readonly choose: (request: ModelRequest | undefined) => void;
}

export function useWish(): Wished {
  const [wish, setWish] = useState<Wish>();
  const [fault, setFault] = useState<Failure>();
  const choose = useCallback((request: ModelRequest | undefined): void => {
    setFault(undefined);
    setWish((last) => request && { request, number: 1 + (last?.number ?? 0) });
  }, []);
  useEffect(() => {
    const listening = new AbortController();
    const follow = (before: string): void => {
      const { request, fault: missing } = secondIn(location.hash, before);
      if (request) choose(request);
      if (missing) setFault(failureOf(missing, { on: 'offered', name: missing.about }));
    };
    follow('');
    window.addEventListener('hashchange', ({ oldURL }) => follow(new URL(oldURL).hash), { signal: listening.signal });
    return () => listening.abort();
  }, [choose]);
  return { wish, fault, choose };
}
