import type { TargetedEvent } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../components/Problem';
import type { Failure } from '../failures';
import type { ClassifierInfo } from '../../index';
import { useTexts } from '../language/language';
import { adapterOf } from '../model/adapterOf';
import { placeOf, shapeOf, shareSeen, type Size, usualSquare } from '../stage/square';
import type { Action, State } from '../state';
import { LabelLine } from '../why/LabelLine';
import { Skeleton } from '../why/Skeleton';
import './camera.css';
import { frameOf } from './camera';
import { type CameraInUse, useCamera } from './useCamera';
import { type LiveAnswer, useLiveAnswers } from './useLiveAnswers';

export interface LiveProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  /** Keeps a frame as the one photo. */
  readonly onKeep: (file: File) => void;
  readonly onStop: () => void;
}

/** The camera's picture with the model's answers to it, as fast as the model gives them. */
export function Live({ state: { model, photoProblem }, dispatch, onKeep, onStop }: LiveProps) {
  const t = useTexts();
  const camera = useCamera();
  const { stream, failure } = camera;
  const before = useRef(photoProblem); // what is refused from now on was dropped or pasted meanwhile
  const [video, setVideo] = useState<HTMLVideoElement>();
  const [size, setSize] = useState<Size>();
  const live = useLiveAnswers(model, size && video, dispatch);
  const show = useCallback((element: HTMLVideoElement | null): void => setVideo(element ?? undefined), []);
  useEffect(() => {
    if (!video) return;
    video.srcObject = stream ?? null;
    if (!stream) setSize(undefined);
  }, [video, stream]);
  const measure = ({
    currentTarget: { videoWidth: width, videoHeight: height },
  }: TargetedEvent<HTMLVideoElement>): void => setSize({ width, height });
  const stop = useRef<HTMLButtonElement>(null);
  useEffect(() => stop.current?.focus(), []); // the button that led here is gone
  const keep = (): void => void (video && frameOf(video, t.camera.file).then(onKeep));
  const square = size && model && usualSquare(size, shareSeen(model.classifier.info));
  return (
    <div class="columns">
      <section class="stage" aria-label={t.camera.region}>
        <div class="frame">
          <div class={camera.isFront ? 'sheet mirrored' : 'sheet'} style={shapeOf(size ?? { width: 1, height: 1 })}>
            <video
              ref={show}
              autoplay
              muted
              playsInline
              aria-label={t.camera.picture}
              hidden={!stream}
              onLoadedMetadata={measure}
              onResize={measure}
            />
            {square && size && <div class="square still" style={placeOf(square, size)} />}
          </div>
          <p class="waiting" aria-live="polite">
            {camera.isOpening && t.camera.asking}
          </p>
        </div>
        <div class="tools">
          <p class="muted small" aria-live="polite">
            {stream && (camera.isMuted ? t.camera.muted : t.camera.hint)}
          </p>
          <Choice camera={camera} />
        </div>
        <div class="choose">
          {failure ? (
            <button type="button" class="button primary" onClick={() => camera.open(camera.cameras[0]?.id)}>
              {t.tryAgain}
            </button>
          ) : (
            <button type="button" class="button primary" disabled={!size} onClick={keep}>
              {t.camera.keep}
            </button>
          )}
          <button ref={stop} type="button" class="button" onClick={onStop}>
            {failure ? t.camera.leave : t.camera.stop}
          </button>
        </div>
        <Problem failure={failure ?? (photoProblem === before.current ? undefined : photoProblem)} />
      </section>
      <LiveLabels {...live} info={model?.classifier.info} />
    </div>
  );
}

/** Which camera, where there are several: one in front and one at the back, as a rule. */
function Choice({ camera: { cameras, id, failure, open } }: { readonly camera: CameraInUse }) {
  const { camera: t } = useTexts();
  if (failure || cameras.length < 2) return null;
  return (
    <select
      class="cameras"
      aria-label={t.which}
      value={id ?? ''}
      onChange={({ currentTarget }) => open(currentTarget.value)}
    >
      {cameras.map(({ id: each, name }, i) => (
        <option key={each} value={each}>
          {name || t.unnamed(i + 1)}
        </option>
      ))}
    </select>
  );
}

interface LabelsProps {
  readonly answer: LiveAnswer | undefined;
  readonly failure: Failure | undefined;
  /** Of the model in use. */
  readonly info: ClassifierInfo | undefined;
}

/** The labels of the newest frame. Its sentence is left out: it would change too fast to be read. */
function LiveLabels({ answer, failure, info }: LabelsProps) {
  const t = useTexts();
  return (
    <section class="card answer live" aria-labelledby="live" aria-busy={!answer}>
      <h2 id="live">{t.camera.answers}</h2>
      {answer ? (
        <ol class="labels">
          {answer.classes.map(({ label, score }, rank) => (
            <li key={rank} class="line">
              <LabelLine {...{ label, score }} />
            </li>
          ))}
        </ol>
      ) : (
        <Skeleton moving={!failure} />
      )}
      <Problem failure={failure} />
      <p class="muted small run">
        {info && answer?.rate !== undefined && t.camera.rate(answer.rate, answer.runMs, t.backend.on(adapterOf(info)))}
        {!info && t.answer.soon}
      </p>
      <p class="muted small">{t.camera.keepWhy}</p>
    </section>
  );
}
