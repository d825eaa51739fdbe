import './many.css';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { Problem } from '../components/Problem';
import { type Failure, failureOf, textOf } from '../failures';
import type { Incoming } from '../incoming';
import { useTexts } from '../language/language';
import type { ViewProps } from '../views/view';
import { Bring } from './bringing/Bring';
import { csvOf } from './saving/csv';
import { ExampleBar } from './ExampleBar';
import { Filters } from './Filters';
import { type Found, sorted } from './bringing/found';
import { Grid } from './Grid';
import { jsonOf } from './saving/json';
import { comparesPhotos } from './looking/look';
import { Offered } from './bringing/Offered';
import { ALL, shownOf } from './order';
import { Progress } from './Progress';
import { save } from './saving/save';
import { isSeen, isUnread, type Shot } from './shots';
import { Unread } from './Unread';
import { useBrought } from './bringing/useBrought';
import { useExample } from './looking/useExample';
import { useShots } from './looking/useShots';
import { useManyTexts } from './texts';

/** Many photos: brought, looked at in their order, shown as a grid that filters and sorts, compared, and saved. */
export function Many({ state, dispatch, isShown, onOpen, onCheckpoint }: ViewProps) {
  const t = useTexts();
  const many = useManyTexts();
  const { model } = state;
  const looking = useShots(state, dispatch);
  const { shots, bring } = looking;
  const comparing = useExample(state, dispatch);
  const [wanted, setWanted] = useState(ALL);
  const [isEmptyHanded, setEmptyHanded] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [offered, setOffered] = useState<Incoming>();
  const take = useCallback(
    (found: Found): void => {
      setFailure(undefined);
      setEmptyHanded(found.entries.length === 0 && found.leftOut.length === 0 && !found.checkpoint);
      setOffered(found.checkpoint);
      bring(found);
    },
    [bring],
  );
  const refuse = useCallback((error: unknown): void => setFailure(failureOf(error, { on: 'photo', name: '' })), []);
  const { hovering, fetching } = useBrought(
    isShown,
    useCallback((files) => take(sorted(files)), [take]),
    refuse,
  );
  const seen = useMemo(() => shots.all.filter(isSeen), [shots]);
  const shown = useMemo(() => shownOf(seen, wanted, comparing.example), [seen, wanted, comparing.example]);
  const said = (shot: Shot): string => (isUnread(shot) ? textOf(t, shot.outcome.failure) : '');
  const isStarted = shots.all.length > 0;
  const canSave = seen.length > 0;
  const isOfModel = model !== undefined && model.request === shots.request;
  return (
    <section class="many" aria-label={many.region}>
      {hovering && <p class="veil">{t.photo.drop}</p>}
      <Bring onBring={take} />
      <p class="note" aria-live="polite">
        {fetching
          ? t.address.fetching(fetching)
          : isEmptyHanded
            ? many.nothing
            : shots.leftOut.length > 0 && many.leftOut(shots.leftOut)}
      </p>
      <Offered
        checkpoint={offered}
        onTake={(checkpoint) => {
          setOffered(undefined);
          onCheckpoint({ ...checkpoint, leftOut: [] }); // their names stand here already
        }}
      />
      <Problem failure={failure} />
      {!isStarted && <p class="nothing-yet muted">{many.empty}</p>}
      {isStarted && (
        <>
          <Progress
            state={state}
            looking={looking}
            onRetry={() => dispatch({ type: 'model asked', request: state.home })}
          />
          <Filters {...{ seen, wanted }} isSortable={!comparing.example} onWant={setWanted} />
          <ExampleBar comparing={comparing} compares={isOfModel && comparesPhotos(model.classifier)} onOpen={onOpen} />
          <p class="muted small">{many.found(shown.length, seen.length)}</p>
          <Grid shown={shown} pressed={comparing.shot} onPress={comparing.toShot} />
          <Unread shots={shots.all.filter(isUnread)} />
          <div class="actions">
            <button
              type="button"
              class="button"
              disabled={!canSave}
              onClick={() => save('photos.csv', 'text/csv;charset=utf-8', csvOf(shots.all, said))}
            >
              {many.csv}
            </button>
            <button
              type="button"
              class="button"
              disabled={!canSave || !isOfModel}
              onClick={() =>
                model &&
                void jsonOf(shots.all, model, said).then(
                  (text) => save('photos.json', 'application/json', text),
                  refuse,
                )
              }
            >
              {many.json}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
