import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useTexts } from '../language/language';
import { labelsOf, type Sort, sorts, type Wanted } from './order';
import type { SeenShot } from './shots';
import { useManyTexts } from './texts';

interface Props {
  readonly seen: readonly SeenShot[];
  readonly wanted: Wanted;
  /** Whether the order is the person's to choose; beside an example it is not. */
  readonly isSortable: boolean;
  readonly onWant: (wanted: Wanted) => void;
}

/** Which photos to show, and in which order. */
export function Filters({ seen, wanted, isSortable, onWant }: Props) {
  const many = useManyTexts();
  const { n } = useTexts();
  const labels = labelsOf(seen);
  return (
    <div class="filters" role="search">
      <Field name={many.text}>
        {(id) => (
          <input
            id={id}
            type="search"
            value={wanted.text}
            onInput={({ currentTarget }) => onWant({ ...wanted, text: currentTarget.value })}
          />
        )}
      </Field>
      <Field name={many.label}>
        {(id) => (
          <select
            id={id}
            value={wanted.label}
            onChange={({ currentTarget }) => onWant({ ...wanted, label: currentTarget.value })}
          >
            <option value="">{many.allLabels(labels.length)}</option>
            {labels.map(([label, count]) => (
              <option key={label} value={label}>
                {many.counted(label, count)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name={many.least} value={n.wholePercent(wanted.least)}>
        {(id) => (
          <input
            id={id}
            type="range"
            min="0"
            max="1"
            step="0.05"
            aria-valuetext={n.wholePercent(wanted.least)}
            value={wanted.least}
            onInput={({ currentTarget }) => onWant({ ...wanted, least: currentTarget.valueAsNumber })}
          />
        )}
      </Field>
      <Field name={many.sort}>
        {(id) => (
          <select
            id={id}
            value={wanted.sort}
            disabled={!isSortable}
            onChange={({ currentTarget }) => onWant({ ...wanted, sort: currentTarget.value as Sort })}
          >
            {sorts.map((sort) => (
              <option key={sort} value={sort}>
                {many.sorts[sort]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}

interface FieldProps {
  readonly name: string;
  /** What stands beside the name. */
  readonly value?: string;
  /** The control with the id. */
  readonly children: (id: string) => ComponentChildren;
}

function Field({ name, value, children }: FieldProps) {
  const id = useId();
  return (
    <div>
      <div class="field-name">
        <label for={id}>{name}</label>
        <span class="muted">{value}</span>
      </div>
      {children(id)}
    </div>
  );
}
