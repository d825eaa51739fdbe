import type { TargetedEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../../components/Problem';
import { type Failure, failureOf } from '../../failures';
import { useTexts } from '../../language/language';
import { unlessLost } from '../../hooks/lost';
import type { Action, Model } from '../../state';
import { Answer } from './Answer';
import { photoOf } from '../photos/intake';
import { answerOf } from '../learn/fit';
import type { Outcome, TaughtPhoto } from '../lesson';
import { ranked } from './report';
import { useTeachTexts } from '../texts';
import { explained } from '../../stage/formats';
import { Thumb } from '../photos/Thumb';

interface Props {
  /** Undefined while it is away; what was asked is answered when it comes back. */
  readonly model: Model | undefined;
  readonly outcome: Outcome;
  readonly names: readonly string[];
  readonly dispatch: (action: Action) => void;
}

/** A new photo, and what the taught head says to it. */
export function Try({ model, outcome, names, dispatch }: Props) {
  const { n } = useTexts();
  const t = useTeachTexts();
  const [file, setFile] = useState<File>();
  const [photo, setPhoto] = useState<TaughtPhoto>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    if (!file || !model) return;
    const controller = new AbortController();
    setFailure(undefined);
    photoOf(model.classifier, file, controller.signal).then(setPhoto, (error: unknown) => {
      if (controller.signal.aborted) return;
      const told = unlessLost(failureOf(error, { on: 'photo', name: file.name }), model, dispatch);
      if (told) void explained(told, file).then((reason) => !controller.signal.aborted && setFailure(reason));
    });
    return () => controller.abort();
  }, [model, file, dispatch]);
  const read = ({ currentTarget: input }: TargetedEvent<HTMLInputElement>): void => {
    setPhoto(undefined);
    setFile(input.files?.[0]);
    input.value = '';
  };
  const answer = photo && answerOf(outcome.head, photo.features);
  const said =
    answer &&
    ranked(answer)
      .map(({ index, score }) => `${names[index] ?? ''} ${n.percent(score)}`)
      .join(', ');
  return (
    <section class="card" aria-labelledby="try" aria-busy={file && !photo && !failure}>
      <h2 id="try">{t.try}</h2>
      <div class="choose">
        <input id="try-photo" class="hidden" type="file" accept="image/*" onChange={read} />
        <label for="try-photo" class="button">
          {t.tryChoose}
        </label>
      </div>
      <Problem failure={failure} />
      <p class="hidden" role="status">
        {said}
      </p>
      {file && !photo && !failure && <p class="muted small">{t.trying}</p>}
      {photo && answer && (
        <div class="tried">
          <Thumb blob={photo.thumb} alt={photo.name} />
          <Answer scores={answer} names={names} />
        </div>
      )}
      <p class="muted small">{t.always}</p>
    </section>
  );
}
