import { useEffect, useState } from 'preact/hooks';
import { type Failure, textOf } from '../failures';
import { useTexts } from '../language/language';

/** Most answers come sooner, and a button that flashes is no use. */
const PATIENCE_MS = 1_000;

interface Props {
  /** Why it takes long, if that is known. */
  readonly because: Failure | undefined;
  readonly onCancel: () => void;
}

/** Shown while a photo is looked at: after a while it can be called off. */
export function Looking({ because, onCancel }: Props) {
  const t = useTexts();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const known = because && t.answer.again(textOf(t, because));
  if (!isLong) return <p class="muted">{known ?? t.answer.looks}</p>;
  return (
    <>
      <p class="muted">{known ?? t.answer.long}</p>
      <button type="button" class="button" onClick={onCancel}>
        {t.cancel}
      </button>
    </>
  );
}
