import type { TargetedSubmitEvent } from 'preact';
import { useId } from 'preact/hooks';
import { checkpointSuffixes } from '../../index';
import { useTexts } from '../language/language';
import { type ModelRequest, variants } from '../modelRequest';

interface Props {
  readonly onLoad: (request: ModelRequest) => void;
}

/** Asks for a checkpoint: its model, its file, and what may lie beside it. */
export function CheckpointForm({ onLoad }: Props) {
  const { model } = useTexts();
  const id = useId(); // two of them may be on the page
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const weights = fields.get('weights');
    // A file field that was left empty holds a file without a name.
    const beside = (field: string): File | undefined => {
      const file = fields.get(field);
      return file instanceof File && file.name !== '' ? file : undefined;
    };
    if (!(weights instanceof File)) return; // the field is required, so the browser has asked for it
    onLoad({
      origin: 'own',
      variant: String(fields.get('variant') ?? '') || undefined,
      weights,
      labels: beside('labels'),
      config: beside('config'),
    });
  };
  return (
    <form class="checkpoint" onSubmit={onSubmit}>
      <label for={`${id}-variant`}>{model.network}</label>
      <select id={`${id}-variant`} name="variant">
        <option value="">{model.fileTells}</option>
        {variants.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <label for={`${id}-weights`}>{model.checkpoint(checkpointSuffixes.join(', '))}</label>
      <input id={`${id}-weights`} name="weights" type="file" accept={checkpointSuffixes.join()} required />
      <label for={`${id}-labels`}>{model.labels}</label>
      <input id={`${id}-labels`} name="labels" type="file" accept=".json,.txt" />
      <label for={`${id}-config`}>{model.config}</label>
      <input id={`${id}-config`} name="config" type="file" accept=".json" />
      <p class="actions">
        <button type="submit" class="button primary">
          {model.load}
        </button>
      </p>
    </form>
  );
}
