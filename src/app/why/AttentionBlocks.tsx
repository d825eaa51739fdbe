import type { BlockAttention, ResNeStConfig } from '../../index';
import { useMemo } from 'preact/hooks';
import type { Pointing } from '../hooks/usePointing';
import { type Block, blockOf } from './blocks';
import { Problem } from '../components/Problem';
import { type Texts, useTexts } from '../language/language';

export interface AttentionProps {
  readonly pointing: Pointing;
  /** That of the model in use. */
  readonly config: ResNeStConfig | undefined;
}

/** Each block as a small picture, once the photo is explained. */
export function AttentionBlocks({ pointing: { failure, isAnswered, anyExplanation }, config }: AttentionProps) {
  const t = useTexts();
  if (!config) return <p class="muted">{t.answer.soon}</p>;
  const { radix, layers } = config;
  if (radix === 0) return <p class="muted">{t.attention.none}</p>;
  const count = layers.reduce((sum, blocks) => sum + blocks, 0);
  return (
    <>
      <p class="lead-in">{radix === 1 ? t.attention.gates : t.attention.lead(radix)}</p>
      {radix > 1 && (
        <p class="legend small">
          {Array.from({ length: radix }, (_, split) => (
            <span key={split} class={`swatch split${split % 4}`}>
              {t.attention.split(split + 1)}
            </span>
          ))}
        </p>
      )}
      <Problem failure={failure} />
      {anyExplanation ? (
        <Blocks attention={anyExplanation.attention} />
      ) : (
        <NoBlocks count={count} said={isAnswered ? t.attention.working : t.answer.empty} />
      )}
    </>
  );
}

function Blocks({ attention }: { readonly attention: readonly BlockAttention[] }) {
  const t = useTexts();
  const blocks = useMemo(() => attention.map(blockOf), [attention]);
  return (
    <div class="blocks">
      {blocks.map((block) => (
        <figure key={block.name} class="block">
          <svg viewBox={`0 0 ${block.channels} 1`} preserveAspectRatio="none" aria-hidden="true">
            {block.paths.map((path, split) => (
              <path key={split} class={`split${split % 4}`} d={path} />
            ))}
            {block.radix > 1 && <path class="even" d={`M0 0.5H${block.channels}`} />}
          </svg>
          <figcaption>
            <strong>{t.attention.block(block.name, block.channels)}</strong> {saidOf(t, block)}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

/** The place of the pictures, as large as they will be. */
const NoBlocks = ({ count, said }: { readonly count: number; readonly said: string }) => (
  <div class="blocks">
    {Array.from({ length: count }, (_, block) => (
      <div key={block} class="place">
        <svg aria-hidden="true" />
        <p class="muted">{block === 0 && said}</p>
      </div>
    ))}
  </div>
);

const saidOf = ({ attention, n }: Texts, { radix, mean, strength, mostly, ofChannels }: Block): string =>
  radix === 1 ? attention.gate(n.wholePercent(mean)) : attention.said(strength, mostly + 1, n.wholePercent(ofChannels));
