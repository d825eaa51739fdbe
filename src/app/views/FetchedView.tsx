import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../components/Problem';
import { type Failure, failureOf } from '../failures';
import { useTexts } from '../language/language';
import { PageError } from '../pageError';
import { VIEWS, type View } from './table';
import type { ViewComponent, ViewProps } from './view';

/** A view whose code is fetched on the first visit. Until then it is an empty place as high as the window. */
export function FetchedView({ name, ...props }: ViewProps & { readonly name: View }) {
  const t = useTexts();
  const [found, setFound] = useState<{ readonly View: ViewComponent }>();
  const [failure, setFailure] = useState<Failure>();
  const { isShown } = props;
  const isWanted = isShown && !found && !failure;
  useEffect(() => {
    if (!isWanted) return;
    VIEWS[name]?.().then(
      (View) => setFound({ View }),
      (cause: unknown) =>
        setFailure(failureOf(new PageError('view-unreachable', '', { cause }), { on: 'photo', name })),
    );
  }, [name, isWanted]);
  if (found) return <found.View {...props} />;
  return (
    <div class="coming-view" aria-busy={!failure}>
      <Problem failure={failure} />
      {failure && (
        <button type="button" class="button" onClick={() => location.reload()}>
          {t.version.reload}
        </button>
      )}
    </div>
  );
}
