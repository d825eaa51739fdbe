import type { Incoming } from '../../incoming';
import { inSentence } from '../../language/numbers';
import { useManyTexts } from '../texts';

interface Props {
  readonly checkpoint: Incoming | undefined;
  readonly onTake: (checkpoint: Incoming) => void;
}

/** A checkpoint that came among photos. Another model's answers fit none that are there, so the person says whether to load it. */
export function Offered({ checkpoint, onTake }: Props) {
  const many = useManyTexts();
  if (!checkpoint) return null;
  const beside = [checkpoint.labels, checkpoint.config].flatMap((file) => (file ? [file.name] : []));
  return (
    <div class="actions" role="status">
      <span>{many.checkpoint(inSentence(checkpoint.file.name), beside)}</span>
      <button type="button" class="button" onClick={() => onTake(checkpoint)}>
        {many.useCheckpoint}
      </button>
    </div>
  );
}
