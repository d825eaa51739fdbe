import type { AttentionProps } from './AttentionBlocks';
import { useTexts } from '../language/language';
import { Fetched } from '../views/Fetched';

const loadBlocks = async () => (await import('./AttentionBlocks')).AttentionBlocks;

interface Props extends AttentionProps {
  readonly isShown: boolean;
}

/** What split attention did with the photo, block by block. It is computed when a person opens it. */
export function Attention({ isShown, pointing, config }: Props) {
  const t = useTexts();
  return (
    <details class="attention card" hidden={!isShown} onToggle={(event) => pointing.goDeep(event.currentTarget.open)}>
      <summary>{t.attention.title}</summary>
      {pointing.isDeep && (
        <Fetched load={loadBlocks} isWanted>
          {(AttentionBlocks) => <AttentionBlocks pointing={pointing} config={config} />}
        </Fetched>
      )}
    </details>
  );
}
