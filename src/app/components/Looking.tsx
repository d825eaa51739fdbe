import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../failures';

/** Most answers come sooner, and a button that flashes is no use. */
const PATIENCE_MS = 1_000;

interface Props {
  /** Why it takes long, if that is known. */
  readonly because: Failure | undefined;
  readonly onCancel: () => void;
}

/** Shown while a photo is looked at: after a while it can be called off. */
export function Looking({ because, onCancel }: Props) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const known = because && `${because.text} Trying again.`;
  if (!isLong) return <p class="muted">{known ?? 'The model looks at the photo.'}</p>;
  return (
    <>
      <p class="muted">
        {known ?? 'This takes longer than usual. Large photos need time to be decoded and made small.'}
      </p>
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </>
  );
}
