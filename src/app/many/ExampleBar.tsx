import { useEffect, useRef } from 'preact/hooks';
import { Problem } from '../components/Problem';
import type { Comparing } from './looking/useExample';
import { useManyTexts } from './texts';

interface Props {
  readonly comparing: Comparing;
  /** Whether the model gives what photos are compared by. */
  readonly compares: boolean;
  readonly onOpen: (file: File) => void;
}

/** What the photos are compared with, and the way to compare them with another one. */
export function ExampleBar({ comparing, compares, onOpen }: Props) {
  const many = useManyTexts();
  const { example, shot, coming, failure, toFile, toNone } = comparing;
  const title = useRef<HTMLHeadingElement>(null);
  const name = example?.name ?? shot?.path;
  useEffect(() => {
    if (name === undefined) return;
    title.current?.focus({ preventScroll: true }); // the photo that was pressed moves to the front
    title.current?.scrollIntoView({ block: 'nearest' });
  }, [name]);
  return (
    <div class="example">
      {name !== undefined && (
        <div>
          <h2 ref={title} tabIndex={-1}>
            {example ? many.alike(name) : name}
          </h2>
          <p class="muted small">{example ? many.alikeSaid : many.comparesNot}</p>
        </div>
      )}
      <div class="actions">
        {shot && (
          <button type="button" class="button" onClick={() => onOpen(shot.file)}>
            {many.open}
          </button>
        )}
        {name !== undefined && (
          <button type="button" class="button" onClick={toNone}>
            {many.showAll}
          </button>
        )}
        {compares && (
          <span>
            <input
              id="example"
              class="hidden"
              type="file"
              accept="image/*"
              onChange={({ currentTarget: input }) => {
                const file = input.files?.[0];
                if (file) toFile(file);
                input.value = '';
              }}
            />
            <label for="example" class="button">
              {many.byPhoto}
            </label>
          </span>
        )}
        <span class="muted small" role="status">
          {coming && many.comparing(coming.name)}
        </span>
      </div>
      <Problem failure={failure} />
    </div>
  );
}
