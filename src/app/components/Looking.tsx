import { useEffect, useState } from 'preact/hooks';

/** Most answers come sooner, and a button that flashes is no use. */
const PATIENCE_MS = 1_000;

/** Shown while a photo is looked at: after a while it can be called off. */
export function Looking({ onCancel }: { readonly onCancel: () => void }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return <p class="muted">The model looks at the photo.</p>;
  return (
    <>
      <p class="muted">This takes longer than usual. Large photos need time to be decoded and made small.</p>
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </>
  );
}
