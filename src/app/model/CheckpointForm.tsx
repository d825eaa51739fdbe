import type { TargetedSubmitEvent } from 'preact';
import { checkpointSuffixes } from '../../index';
import { useTexts } from '../language/language';
import { type ModelRequest, variants } from '../modelRequest';

interface Props {
  readonly onLoad: (request: ModelRequest) => void;
}

/** Asks for a checkpoint: its model, its file, and labels if there are any. */
export function CheckpointForm({ onLoad }: Props) {
  const { model } = useTexts();
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const weights = fields.get('weights');
    const labels = fields.get('labels');
    if (!(weights instanceof File)) return; // the field is required, so the browser has asked for it
    onLoad({
      origin: 'own',
      variant: String(fields.get('variant') ?? '') || undefined,
      weights,
      // A file field that was left empty holds a file without a name.
      labels: labels instanceof File && labels.name !== '' ? labels : undefined,
    });
  };
  return (
    <form class="checkpoint" onSubmit={onSubmit}>
      <label for="variant">{model.network}</label>
      <select id="variant" name="variant">
        <option value="">{model.fileTells}</option>
        {variants.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <label for="weights">{model.checkpoint(checkpointSuffixes.join(', '))}</label>
      <input id="weights" name="weights" type="file" accept={checkpointSuffixes.join()} required />
      <label for="labels">{model.labels}</label>
      <input id="labels" name="labels" type="file" accept=".json,.txt" />
      <p class="actions">
        <button type="submit" class="button primary">
          {model.load}
        </button>
      </p>
    </form>
  );
}
