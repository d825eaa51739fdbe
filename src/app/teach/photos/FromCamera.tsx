import '../../camera/camera.css';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { frameOf } from '../../camera/camera';
import { useCamera } from '../../camera/useCamera';
import { Problem } from '../../components/Problem';
import { type Failure, failureOf } from '../../failures';
import { useTexts } from '../../language/language';
import { unlessLost } from '../../hooks/lost';
import type { Action, Model } from '../../state';
import { answerOf } from '../learn/fit';
import type { Outcome, TaughtClass } from '../lesson';
import { Answer } from '../result/Answer';
import { useTeachTexts } from '../texts';

interface Props {
  readonly classes: readonly TaughtClass[];
  readonly calledOf: (one: TaughtClass) => string;
  readonly onGive: (classId: number, files: readonly File[]) => void;
  readonly onStop: () => void;
  /** What answers live; undefined before anything was taught. */
  readonly live: { readonly model: Model; readonly outcome: Outcome; readonly names: readonly string[] } | undefined;
  readonly dispatch: (action: Action) => void;
}

/** Frames that a click takes, and the time between two: long enough for the thing to be turned a little. */
const FRAMES = 5;
const BETWEEN_MS = 400;

/** The camera: it gives frames to classes, and the taught head names what it sees. */
export function FromCamera({ classes, calledOf, onGive, onStop, live, dispatch }: Props) {
  const page = useTexts();
  const t = useTeachTexts();
  const camera = useCamera();
  const { stream } = camera;
  const video = useRef<HTMLVideoElement>(null);
  const [isReady, setReady] = useState(false);
  const [isTaking, setTaking] = useState(false);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream ?? null;
    if (!stream) setReady(false);
  }, [stream]);
  const take = async (classId: number): Promise<void> => {
    setTaking(true);
    const frames: File[] = [];
    // The camera may go meanwhile, or be put away: a video without it has no frame.
    for (let i = 0; i < FRAMES && video.current?.srcObject; i++) {
      frames.push(await frameOf(video.current, t.frame(i + 1)));
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
    setTaking(false);
    onGive(classId, frames);
  };
  const { answer, failure } = useLiveHead(isReady ? video : undefined, live, dispatch);
  return (
    <section class="card from-camera" aria-label={t.camera}>
      <video
        ref={video}
        class={camera.isFront ? 'mirrored' : undefined}
        autoplay
        muted
        playsInline
        aria-label={t.camera}
        onPlaying={() => setReady(true)}
      />
      <div class="actions">
        {classes.map((one) => (
          <button
            key={one.id}
            type="button"
            class="button"
            disabled={!isReady || isTaking}
            onClick={() => void take(one.id)}
          >
            {t.takeFor(FRAMES, calledOf(one))}
          </button>
        ))}
        {camera.failure && (
          <button type="button" class="button" onClick={() => camera.open(undefined)}>
            {page.tryAgain}
          </button>
        )}
        <button type="button" class="button" onClick={onStop}>
          {t.cameraOff}
        </button>
      </div>
      <p class="muted small" aria-live="polite">
        {camera.isMuted && page.camera.muted}
      </p>
      <Problem failure={camera.failure ?? failure} />
      {live && answer && <Answer scores={answer} names={live.names} />}
    </section>
  );
}

/** What the head says to the newest frame, again and again; a frame at a time. */
function useLiveHead(
  video: { readonly current: HTMLVideoElement | null } | undefined,
  live: Props['live'],
  dispatch: Props['dispatch'],
) {
  const [answer, setAnswer] = useState<Float64Array>();
  const [failure, setFailure] = useState<Failure>();
  const { model, outcome } = live ?? {};
  const look = useCallback(
    async (signal: AbortSignal): Promise<void> => {
      while (!signal.aborted && video?.current && model && outcome) {
        const features = await model.classifier.embed(video.current, { signal });
        setAnswer(answerOf(outcome.head, features));
        await new Promise(requestAnimationFrame);
      }
    },
    [video, model, outcome],
  );
  useEffect(() => {
    const controller = new AbortController();
    setFailure(undefined);
    look(controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      setAnswer(undefined);
      if (model) setFailure(unlessLost(failureOf(error, { on: 'photo', name: '' }), model, dispatch));
    });
    return () => controller.abort();
  }, [look, model, dispatch]);
  return { answer, failure };
}
