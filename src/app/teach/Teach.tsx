import './teach.css';
import { useCallback, useRef, useState } from 'preact/hooks';
import { Problem } from '../components/Problem';
import { failureOf, textOf } from '../failures';
import { useTexts } from '../language/language';
import type { Incoming } from '../incoming';
import { sorted } from '../many/bringing/found';
import { Offered } from '../many/bringing/Offered';
import type { Entry } from '../many/shots';
import { useBrought } from '../many/bringing/useBrought';
import type { ViewProps } from '../views/view';
import { Away } from './Away';
import { ClassCard } from './photos/ClassCard';
import { FromCamera } from './photos/FromCamera';
import { Doubts } from './Doubts';
import { doubtsAbout, isObstacle } from './checks';
import { Kept } from './kept/Kept';
import { namesOf } from './lesson';
import { shownOf } from './modelKey';
import { Result } from './result/Result';
import { Save } from './result/Save';
import { useTeachTexts } from './texts';
import { Try } from './result/Try';
import { useTeaching } from './useTeaching';

/** Classes with photos, a head that learns them on this device, and what it is good for. */
export function Teach({ state, dispatch: dispatchPage, isShown, onCheckpoint }: ViewProps) {
  const page = useTexts();
  const t = useTeachTexts();
  const { model } = state;
  const { teaching, dispatch, intake, training, projects, foreign, key, calledOf, ...taught } = useTeaching(
    state,
    dispatchPage,
  );
  const { classes, outcome, past, name } = teaching;
  const { give, refuse } = intake;
  const { sayNothing } = taught;

  // What is dropped or pasted goes to the class that was touched last.
  const [aim, setAim] = useState(0);
  const aimed = classes.find(({ id }) => id === aim) ?? classes[0];
  const target = useRef(aimed);
  target.current = aimed;
  const [offered, setOffered] = useState<Incoming>();
  const { hovering, fetching } = useBrought(
    isShown,
    useCallback(
      (entries: readonly Entry[]) => {
        const { checkpoint, entries: pictures } = sorted(entries);
        const files = (checkpoint ? pictures : entries).map(({ file }) => file);
        setOffered(checkpoint);
        if (files.length === 0 && !checkpoint) sayNothing();
        else if (target.current) give(target.current.id, files);
      },
      [give, sayNothing],
    ),
    useCallback((error: unknown) => refuse(failureOf(error, { on: 'photo', name: '' })), [refuse]),
  );

  const [hasCamera, setCamera] = useState(false);
  const doubts = doubtsAbout(classes, calledOf);
  const isBusy = intake.jobs.length > 0;
  const isLearning = training.share !== undefined;
  const canTeach = !isBusy && !isLearning && !foreign && !doubts.some(isObstacle);
  const names = outcome ? namesOf(teaching, outcome) : [];
  const [job] = intake.jobs;
  const ofJob = classes.find(({ id }) => id === job?.classId);
  const waiting = intake.jobs.reduce((sum, { files }) => sum + files.length, 0);
  return (
    <section class="teach" aria-label={page.views.teach.name}>
      <p class="note small" role="status">
        {fetching ? page.address.fetching(fetching) : taught.said}
      </p>
      <Offered
        checkpoint={offered}
        onTake={(checkpoint) => {
          setOffered(undefined);
          onCheckpoint(checkpoint);
        }}
      />
      <Away state={state} dispatch={dispatchPage} />
      {foreign && (
        <div class="problem">
          <p role="alert">
            {foreign.name === key?.name ? t.ofNamesake(shownOf(foreign)) : t.ofOther(shownOf(foreign), foreign.name)}
          </p>
          <p>
            <button type="button" class="button" onClick={() => dispatch({ type: 'afresh' })}>
              {t.afresh}
            </button>
          </p>
        </div>
      )}
      <ul class="class-cards" aria-label={t.classes}>
        {classes.map((one, i) => (
          <ClassCard
            key={one.id}
            one={one}
            place={i + 1}
            called={calledOf(one)}
            isAimed={hovering && one === aimed}
            isLast={classes.length === 1}
            onAim={() => setAim(one.id)}
            onName={(typed) => dispatch({ type: 'renamed', classId: one.id, name: typed })}
            onGive={(files) => give(one.id, files)}
            onRemovePhoto={(photoId) => dispatch({ type: 'photo removed', classId: one.id, photoId })}
            onRemove={() => dispatch({ type: 'class removed', classId: one.id })}
          />
        ))}
      </ul>
      <div class="actions">
        <button type="button" class="button" onClick={() => dispatch({ type: 'class added' })}>
          {t.addClass}
        </button>
        {!hasCamera && (
          <button type="button" class="button" onClick={() => setCamera(true)}>
            {t.cameraOn}
          </button>
        )}
        <button type="button" class="button" disabled={past.length === 0} onClick={taught.undo}>
          {t.undoes[past.at(-1)?.deed ?? 'nothing']}
        </button>
      </div>
      {hasCamera && isShown && (
        <FromCamera
          classes={classes}
          calledOf={calledOf}
          live={outcome && model && !foreign ? { model, outcome, names } : undefined}
          onGive={give}
          onStop={() => setCamera(false)}
          dispatch={dispatchPage}
        />
      )}
      {job && ofJob && (
        <div class="actions">
          <span class="small">{model ? t.looking(waiting, calledOf(ofJob)) : t.noModel}</span>
          <button type="button" class="button" onClick={intake.cancel}>
            {page.cancel}
          </button>
        </div>
      )}
      {intake.failures.length > 0 && (
        <section class="problem" role="alert" aria-label={t.notRead}>
          <p>{t.notRead}</p>
          <ul>
            {intake.failures.map((failure, i) => (
              <li key={i}>{textOf(page, failure)}</li>
            ))}
          </ul>
        </section>
      )}
      <Doubts doubts={doubts} />
      <div class="actions">
        <button type="button" class="button primary" disabled={!canTeach} onClick={() => training.start(classes)}>
          {outcome ? t.teachAgain : t.teach}
        </button>
        {isLearning && (
          <>
            <progress aria-label={t.teaching} max={1} value={training.share} />
            <span class="small">{t.teaching}</span>
            <button type="button" class="button" onClick={taught.cancelTraining}>
              {page.cancel}
            </button>
          </>
        )}
      </div>
      <Problem failure={training.failure} />
      {outcome && <Result outcome={outcome} names={names} isUpToDate={taught.isUpToDate} />}
      {outcome && !foreign && <Try model={model} outcome={outcome} names={names} dispatch={dispatchPage} />}
      {outcome && model && !foreign && (
        <Save name={name} model={model} outcome={outcome} labels={names} dispatch={dispatchPage} />
      )}
      <Kept
        projects={projects}
        name={name}
        canKeep={taught.hasPhotos && !isBusy}
        onName={(typed) => dispatch({ type: 'named', name: typed })}
        onKeep={() => void taught.keep()}
        onOpen={taught.open}
        onRemove={(project) => void taught.forget(project)}
      />
    </section>
  );
}
