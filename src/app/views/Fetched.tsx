import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../components/Problem';
import { type Failure, failureOf } from '../failures';
import { useTexts } from '../language/language';
import { PageError } from '../pageError';

interface Props<Part> {
  /** Fetches the code; the same function at each drawing. */
  readonly load: () => Promise<Part>;
  /** Whether the person sees the place now; before that nothing is fetched. */
  readonly isWanted: boolean;
  readonly children: (part: Part) => ComponentChildren;
}

/** A part of the page whose code is fetched when it is first wanted. Until then it is an empty place. */
export function Fetched<Part>({ load, isWanted, children }: Props<Part>) {
  const t = useTexts();
  const [found, setFound] = useState<{ readonly part: Part }>();
  const [failure, setFailure] = useState<Failure>();
  const isAsked = isWanted && !found && !failure;
  useEffect(() => {
    if (!isAsked) return;
    load().then(
      (part) => setFound({ part }),
      (cause: unknown) =>
        setFailure(failureOf(new PageError('part-unreachable', '', { cause }), { on: 'photo', name: '' })),
    );
  }, [load, isAsked]);
  if (found) return <>{children(found.part)}</>;
  return (
    <div class="coming-view" aria-busy={!failure}>
      <Problem failure={failure} />
      {failure && (
        <div class="actions">
          {/* Not every browser asks for a script again that did not come. */}
          <button type="button" class="button" onClick={() => setFailure(undefined)}>
            {t.tryAgain}
          </button>
          <button type="button" class="button" onClick={() => location.reload()}>
            {t.version.reload}
          </button>
        </div>
      )}
    </div>
  );
}
